"""Multiplies `start` with the strides of the view.

Fails: the first voxel; walked backwards
Says: bytes before stack
"""

import math


def view_numbers(shape, itemsize, start, step):
    whole = [itemsize * math.prod(shape[axis + 1 :]) for axis in range(len(shape))]
    offset = sum(a * w * s for a, w, s in zip(start, whole, step))
    counts = [len(range(a, n if s > 0 else -1, s)) for a, n, s in zip(start, shape, step)]
    return offset, tuple(counts), tuple(s * w for s, w in zip(step, whole))
