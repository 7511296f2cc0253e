"""Types into the terminal of the grader: TIOCSTI and its kin, also with high bits set.

Outcome: graded
Earns: 6
Refused: 9
"""

import ctypes
import fcntl
import os

from tools import attempt, libc, total

STI, LINUX = 0x5412, 0x541C


def with_high_bits(number):
    if libc.ioctl(0, ctypes.c_ulong(1 << 32 | number), b"x") == -1:
        raise OSError(ctypes.get_errno(), "no")


for fd in range(3):
    attempt("TIOCSTI", fcntl.ioctl, fd, STI, b"x")
attempt("TIOCLINUX", fcntl.ioctl, 0, LINUX, b"x")
attempt("high bits", with_high_bits, STI)
for path in ("/dev/tty", "/dev/pts/0", "/dev/console", "/dev/ptmx"):
    attempt(path, os.open, path, os.O_RDWR)
