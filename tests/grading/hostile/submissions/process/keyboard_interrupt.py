"""Sends itself the interrupt that stops a notebook.

Outcome: kernel-died
Earns: 4
"""

import os
import signal


def total(source):
    os.kill(os.getpid(), signal.SIGINT)
    return sum(source.read())
