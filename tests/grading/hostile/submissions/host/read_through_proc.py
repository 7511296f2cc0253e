"""Goes round the paths: /proc, links in the work folder, dots, other processes.

Outcome: graded
Earns: 6
Refused: 13
"""

import os

from tools import attempt, read, total, world

course = world["hidden"]
attempt("own root", read, f"/proc/self/root{course}")
attempt("dots", read, f"/submission/..{course}")
attempt("root of PID 1", read, f"/proc/1/root{course}")
attempt("root of the grader", read, f"/proc/{world['grader']}/root{course}")
attempt("environ of the grader", read, f"/proc/{world['grader']}/environ")
attempt("memory of PID 1", read, "/proc/1/mem")
attempt("descriptors of PID 1", os.listdir, "/proc/1/fd")
attempt("the kernel's memory", read, "/proc/kcore", may=("EINVAL",))
os.symlink(course, "checks_link")
attempt("a link", read, "checks_link")
os.symlink("/etc/shadow", "03_chunking.ipynb")  # left behind, for a grader that reads it
attempt("another link", read, "03_chunking.ipynb")
attempt("a hard link", os.link, "/etc/hostname", "hard")
attempt("a device", os.mknod, "sda", 0o60600, 8 << 8)
attempt("above all", os.mkdir, "/mine")
others = [name for name in os.listdir("/proc") if name.isdecimal() and int(name) != os.getpid()]
if others:
    print("DONE other processes", others)
