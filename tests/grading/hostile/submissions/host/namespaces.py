"""Makes or enters namespaces, to be root in one of its own.

Outcome: graded
Earns: 6
Refused: 12
"""

import subprocess

from tools import attempt, syscall, total

USER, MOUNT, NETWORK, PROCESSES = 0x10000000, 0x20000, 0x40000000, 0x20000000
for flag in (USER, MOUNT, NETWORK, PROCESSES, USER | MOUNT):
    attempt("unshare", syscall, 272, 97, flag)
    attempt("clone", syscall, 56, 220, flag | 17, 0, 0, 0, 0)
attempt("setns", syscall, 308, 268, 3, 0)


def program():
    if subprocess.run(["unshare", "-U", "true"], capture_output=True).returncode:
        raise PermissionError(1, "unshare says no")


attempt("unshare(1)", program)
