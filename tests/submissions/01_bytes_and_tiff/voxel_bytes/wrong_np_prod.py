"""np.prod counts in 64 bits: a brain comes out as nothing.

Fails: exact, however large
Says: you said 0, there are 36,893,488,147,419,103,232
"""

import numpy as np


def voxel_bytes(shape, dtype):
    return np.prod(shape) * np.dtype(dtype).itemsize
