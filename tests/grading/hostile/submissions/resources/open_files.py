"""Opens as many files as it can, and keeps them.

Outcome: graded
Earns: 6
Refused: 1
"""

import os

from tools import attempt, total

kept = []


def many():
    while True:
        kept.append(os.open("/dev/null", os.O_RDONLY))


attempt("files", many)
for fd in kept[-10:]:
    os.close(fd)
