"""Rounds the number of steps down.

Fails: how many; walked backwards
Says: shape of stack
"""

import math


def view_numbers(shape, itemsize, start, step):
    whole = [itemsize * math.prod(shape[axis + 1 :]) for axis in range(len(shape))]
    offset = sum(a * w for a, w in zip(start, whole))
    counts = [max(1, (n - a) // s if s > 0 else a // -s) for a, n, s in zip(start, shape, step)]
    return offset, tuple(counts), tuple(s * w for s, w in zip(step, whole))
