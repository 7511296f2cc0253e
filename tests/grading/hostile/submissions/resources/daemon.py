"""Leaves a daemon behind: its own session, no signal that ends it, output closed.

Outcome: graded
Earns: 6
"""

import os
import signal
import time

from tools import total


def daemon():
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(number, signal.SIG_IGN)
        os.closerange(0, 64)
        os.chdir("/")
        time.sleep(10_000)
    os.wait()


daemon()
