"""Makes empty files, folders and links as long as it can.

Outcome: graded
Earns: 6
Refused: 3
"""

import os

from tools import attempt, total


def many(make):
    for number in range(100_000):
        make(number)


attempt("files", many, lambda n: open(f"/tmp/f{n}", "w").close())
attempt("folders", many, lambda n: os.mkdir(f"/submission/d{n}"))
attempt("links", many, lambda n: os.symlink("x", f"/dev/shm/l{n}"))
