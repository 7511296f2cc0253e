"""Stops its own process, which no handler can undo.

Outcome: timed-out
Earns: 4
"""

import os
import signal


def total(source):
    os.kill(os.getpid(), signal.SIGSTOP)
    return sum(source.read())
