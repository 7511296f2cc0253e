"""Knows items of 2 bytes only.

Fails: items of any length; bytes that fill no item
Says: 240 bytes in items of 8: byte 1 is
"""

import numpy as np


def shuffle_bytes(data, itemsize):
    whole = len(data) // 2 * 2
    return data[0:whole:2] + data[1:whole:2] + data[whole:]


def unshuffle_bytes(data, itemsize):
    whole = len(data) // itemsize * itemsize
    table = np.frombuffer(data[:whole], "u1").reshape(itemsize, -1)
    return table.T.tobytes() + data[whole:]
