"""Mounts, unmounts, changes its root, opens what is mounted, by old and new calls.

Outcome: graded
Earns: 6
Refused: 12
"""

import os
import subprocess

from tools import attempt, syscall, total

attempt("mount", syscall, 165, 40, b"none", b"/tmp", b"tmpfs", 0, 0)
attempt("remount", syscall, 165, 40, b"none", b"/", 0, 32, 0)
attempt("bind", syscall, 165, 40, b"/", b"/tmp", 0, 4096 | 16384, 0)
attempt("umount", syscall, 166, 39, b"/proc", 2)
attempt("pivot_root", syscall, 155, 41, b".", b".")
attempt("chroot", os.chroot, "/tmp")
attempt("open_tree", syscall, 428, 428, -100, b"/", 1)
attempt("move_mount", syscall, 429, 429, -100, b"/", -100, b"/tmp", 0)
attempt("fsopen", syscall, 430, 430, b"tmpfs", 0)
attempt("fspick", syscall, 433, 433, -100, b"/", 0)
attempt("mount_setattr", syscall, 442, 442, -100, b"/", 0, 0, 0)


def program():
    if subprocess.run(["mount", "-t", "tmpfs", "none", "/tmp"], capture_output=True).returncode:
        raise PermissionError(1, "mount says no")


attempt("mount(8)", program)
