"""Calculates with floats, whose 53 bits are not enough.

Fails: exact, however large
Says: bytes in (4194303, 2097151, 2097149) of uint8
"""

import numpy as np


def voxel_bytes(shape, dtype):
    return int(np.prod(np.asarray(shape, dtype=float)) * np.dtype(dtype).itemsize)
