"""Grows to the limit, catches the error, keeps all of it, and answers.

Outcome: graded
Earns: 6
Refused: 1
"""

import errno

from tools import attempt, total

kept = []


def grow():
    try:
        while True:
            kept.append(bytearray(b"x" * 2**18))
    except MemoryError:
        del kept[-20:]
        raise OSError(errno.ENOMEM, "no more") from None


attempt("memory", grow)
