"""Multiplies the header's own numbers of 32 bits.

Fails: lengths as a header gives them
Says: an int32 array of lengths [1200, 2048, 2048] of uint16; yours is what is left of it in 32
"""

import numpy as np


def voxel_bytes(shape, dtype):
    total = np.dtype(dtype).itemsize
    with np.errstate(over="ignore"):
        for n in shape:
            total = total * n
    return total
