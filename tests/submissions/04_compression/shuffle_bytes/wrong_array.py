"""Returns an array where bytes were asked for.

Fails: bytes of one rank stand together; items of any length; bytes that fill no item
Says: a ndarray came back; expected bytes
"""

import numpy as np


def shuffle_bytes(data, itemsize):
    whole = len(data) // itemsize * itemsize
    table = np.frombuffer(data[:whole], "u1").reshape(-1, itemsize)
    return np.concatenate([table.T.ravel(), np.frombuffer(data[whole:], "u1")])


def unshuffle_bytes(data, itemsize):
    whole = len(data) // itemsize * itemsize
    table = np.frombuffer(data[:whole], "u1").reshape(itemsize, -1)
    return table.T.tobytes() + data[whole:]
