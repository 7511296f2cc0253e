"""Becomes somebody else: su, setuid programs, setuid itself, other groups.

Outcome: graded
Earns: 6
Refused: 10
"""

import os
import shutil
import stat
import subprocess

from tools import attempt, syscall, total


def program(*words):
    done = subprocess.run(words, capture_output=True, input=b"root\n")
    if done.returncode or b"uid=0" not in done.stdout:
        raise PermissionError(1, "it says no")


attempt("su", program, "su", "-c", "id")
attempt("setuid", os.setuid, 0, may=("EINVAL",))
attempt("setgid", os.setgid, 0, may=("EINVAL",))
attempt("setgroups", os.setgroups, [0])
attempt("setresuid", os.setresuid, 0, 0, 0, may=("EINVAL",))
attempt("setfsuid", os.chown, "/submission/tools.py", 0, 0, may=("EINVAL",))
attempt("priority", os.nice, -5)
shutil.copy("/usr/bin/id", "own_id")
os.chmod("own_id", 0o755 | stat.S_ISUID)
attempt("own setuid program", program, "./own_id")
attempt("sudo", program, shutil.which("sudo") or "/usr/bin/newgrp", "id")
attempt("capset", syscall, 126, 91, b"\x22\x05\x08\x20" + bytes(4), b"\xff" * 24)
