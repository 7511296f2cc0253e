"""Drops the sign of the step.

Fails: walked backwards
Says: it is (-2542
"""

import math


def view_numbers(shape, itemsize, start, step):
    whole = [itemsize * math.prod(shape[axis + 1 :]) for axis in range(len(shape))]
    offset = sum(a * w for a, w in zip(start, whole))
    counts = [len(range(a, n if s > 0 else -1, s)) for a, n, s in zip(start, shape, step)]
    return offset, tuple(counts), tuple(abs(s) * w for s, w in zip(step, whole))
