"""Believes that shuffling twice gives back what went in.

Fails: the way back
Says: unshuffle_bytes, 34 bytes in items of 2: byte 1 is
"""

import numpy as np


def shuffle_bytes(data, itemsize):
    whole = len(data) // itemsize * itemsize
    table = np.frombuffer(data[:whole], "u1").reshape(-1, itemsize)
    return table.T.tobytes() + data[whole:]


def unshuffle_bytes(data, itemsize):
    return shuffle_bytes(data, itemsize)
