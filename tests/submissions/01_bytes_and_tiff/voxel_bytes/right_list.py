"""An array's `tolist` gives Python's own whole numbers."""

import functools
import operator

import numpy as np


def voxel_bytes(shape, dtype):
    lengths = np.asarray(shape).tolist()
    return functools.reduce(operator.mul, lengths, np.dtype(dtype).itemsize)
