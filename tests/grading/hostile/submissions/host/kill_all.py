"""Kills everybody: all processes, PID 1, the grader and its parent, in the cell and in the call.

Outcome: graded
Earns: 6
Refused: 6
"""

import contextlib
import os
import signal

from tools import attempt, world


def kill_all():
    for pid in (-1, 1):  # there may be nobody, and a first process hears nobody of its own
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    attempt("grader", os.kill, world["grader"], signal.SIGKILL)
    attempt("low numbers", os.kill, 3, signal.SIGKILL)
    attempt("its group", os.killpg, world["grader"], signal.SIGTERM)


kill_all()


def total(source):
    kill_all()
    return sum(source.read())
