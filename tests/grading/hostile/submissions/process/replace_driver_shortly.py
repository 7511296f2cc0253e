"""Becomes another program, which ends well.

Outcome: kernel-died
Earns: 4
Says: exit code 0
"""

import os


def total(source):
    os.execv("/bin/true", ["true"])
