"""The table has the wrong shape: this is the inverse, and the inverse is the filter.

Fails: bytes of one rank stand together; items of any length; bytes that fill no item; the way back
Says: belongs there, which stood at
"""

import numpy as np


def unshuffle_bytes(data, itemsize):
    whole = len(data) // itemsize * itemsize
    table = np.frombuffer(data[:whole], "u1").reshape(-1, itemsize)
    return table.T.tobytes() + data[whole:]


def shuffle_bytes(data, itemsize):
    whole = len(data) // itemsize * itemsize
    table = np.frombuffer(data[:whole], "u1").reshape(itemsize, -1)
    return table.T.tobytes() + data[whole:]
