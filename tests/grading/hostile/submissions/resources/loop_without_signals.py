"""Ignores and blocks every signal, then loops.

Outcome: timed-out
Earns: 4
Says: did not return within 5 s
"""

import signal


def total(source):
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass
