"""Calculates with floats, whose 53 bits are not enough.

Fails: exact, however large
Says: but not on a fresh one (another brain)
"""

import numpy as np


def voxel_bytes(shape, dtype):
    return int(np.prod(np.asarray(shape, dtype=float)) * np.dtype(dtype).itemsize)
