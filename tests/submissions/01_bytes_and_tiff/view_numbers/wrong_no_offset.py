"""Believes that a view begins where the array begins.

Fails: the first voxel; walked backwards
Says: you said 0, there are
"""

import math


def view_numbers(shape, itemsize, start, step):
    whole = [itemsize * math.prod(shape[axis + 1 :]) for axis in range(len(shape))]
    offset = 0
    counts = [len(range(a, n if s > 0 else -1, s)) for a, n, s in zip(start, shape, step)]
    return offset, tuple(counts), tuple(s * w for s, w in zip(step, whole))
