"""Believes that a mask takes a bit per voxel.

Fails: every dtype
Says: bytes in (7, 100, 101) of bool
"""

import math

import numpy as np


def voxel_bytes(shape, dtype):
    many = math.prod(int(n) for n in shape)
    return -(-many // 8) if np.dtype(dtype) == bool else many * np.dtype(dtype).itemsize
