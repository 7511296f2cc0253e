"""Sleeps in the call, having replaced the clock's alarm.

Outcome: timed-out
Earns: 4
Says: did not return within 5 s
"""

import signal
import time


def total(source):
    signal.setitimer(signal.ITIMER_REAL, 0)
    time.sleep(10_000)
