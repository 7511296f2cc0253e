"""np.prod counts in 64 bits: a brain comes out as nothing.

Fails: exact, however large
Says: yours is what is left of it in 64 bits
"""

import numpy as np


def voxel_bytes(shape, dtype):
    return np.prod(shape) * np.dtype(dtype).itemsize
