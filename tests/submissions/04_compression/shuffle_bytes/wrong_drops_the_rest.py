"""Loses the bytes that fill no item.

Fails: bytes that fill no item; the way back
Says: a filter of this kind loses none and adds none
"""

import numpy as np


def shuffle_bytes(data, itemsize):
    whole = len(data) // itemsize * itemsize
    return np.frombuffer(data[:whole], "u1").reshape(-1, itemsize).T.tobytes()


def unshuffle_bytes(data, itemsize):
    whole = len(data) // itemsize * itemsize
    return np.frombuffer(data[:whole], "u1").reshape(itemsize, -1).T.tobytes()
