"""Aborts; and the grader must not be waiting for a core dump.

Outcome: kernel-died
Earns: 4
Says: killed by SIGABRT
"""

import os


def total(source):
    os.abort()
