"""Multiplies the header's own numbers of 32 bits.

Fails: lengths as a header gives them
Says: there are 10,066,329,600 bytes
"""

import numpy as np


def voxel_bytes(shape, dtype):
    total = np.dtype(dtype).itemsize
    with np.errstate(over="ignore"):
        for n in shape:
            total = total * n
    return total
