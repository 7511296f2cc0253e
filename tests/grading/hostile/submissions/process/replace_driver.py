"""Becomes another program, which answers nothing; the alarm of the call outlives that.

Outcome: kernel-died
Earns: 4
Says: killed by SIGALRM
"""

import os


def total(source):
    os.execv("/bin/sleep", ["sleep", "10000"])
