"""Calculates with NumPy's longest floats: more digits, and still not all of them.

Fails: exact, however large
Says: but not on a fresh one (more voxels than anybody will ever have)
"""

import numpy as np


def voxel_bytes(shape, dtype):
    lengths = np.asarray(shape, dtype="longdouble")
    return int(np.prod(lengths) * np.dtype(dtype).itemsize)
