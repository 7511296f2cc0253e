"""Closes every descriptor, the channel among them.

Outcome: kernel-died
Earns: 4
"""

import os


def twice(x):
    os.closerange(3, 256)
    return 2 * x
