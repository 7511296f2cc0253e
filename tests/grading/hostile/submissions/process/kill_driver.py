"""Kills the driver, from a child that outlives it.

Outcome: kernel-died
Earns: 4
Says: killed by SIGKILL
"""

import os
import signal
import time


def total(source):
    driver = os.getpid()
    if os.fork() == 0:
        os.setsid()
        os.kill(driver, signal.SIGKILL)
        time.sleep(10_000)
    time.sleep(10_000)
