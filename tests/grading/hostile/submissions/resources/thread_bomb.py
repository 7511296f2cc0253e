"""Starts threads as long as it can.

Outcome: graded
Earns: 6
Refused: 1
"""

import errno
import threading
import time

from tools import attempt, total


def bomb():
    try:
        for _ in range(1000):
            threading.Thread(target=time.sleep, args=(10_000,), daemon=True).start()
    except RuntimeError as error:
        raise OSError(errno.EAGAIN, str(error)) from error


attempt("thread", bomb)
