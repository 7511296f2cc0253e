"""Strides over everything: the bytes that fill no item are mixed in with the others.

Fails: bytes that fill no item
Says: 43 bytes in items of 4: byte 10 is
"""

import numpy as np


def shuffle_bytes(data, itemsize):
    return b"".join(data[rank::itemsize] for rank in range(itemsize))


def unshuffle_bytes(data, itemsize):
    whole = len(data) // itemsize * itemsize
    table = np.frombuffer(data[:whole], "u1").reshape(itemsize, -1)
    return table.T.tobytes() + data[whole:]
