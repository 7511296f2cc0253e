"""Asks for 100 GB at once, in the cell and in the call.

Outcome: out-of-memory
Earns: 4
Says: MemoryError
"""

import numpy as np


def total(source):
    return int(np.ones(100 * 2**30 // 8).sum())


block = bytearray(100 * 10**9)
