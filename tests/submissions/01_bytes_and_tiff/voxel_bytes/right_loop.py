"""Multiplies one length after the other, in Python's own whole numbers."""

import numpy as np


def voxel_bytes(shape, dtype):
    total = np.dtype(dtype).itemsize
    for n in shape:
        total *= int(n)
    return total
