"""Doubles as long as it can; each of the children sleeps.

Outcome: graded
Earns: 6
Refused: 1
"""

import os
import time

from tools import attempt, total


def bomb():
    for _ in range(1000):
        if os.fork() == 0:
            try:
                while True:
                    os.fork()
            except OSError:
                time.sleep(10_000)
            os._exit(0)


attempt("fork", bomb)
