"""Asks NumPy for the number of a voxel in the line; a stride is what one step adds to it."""

import numpy as np


def view_numbers(shape, itemsize, start, step):
    def place(index):
        return int(np.ravel_multi_index(index, shape)) * itemsize

    strides = []
    for axis, n in enumerate(shape):
        unit = [0] * len(shape)
        unit[axis] = min(1, n - 1)
        strides.append(place(unit) * step[axis])
    counts = tuple(
        len(range(n)[slice(a, None, s)]) for n, a, s in zip(shape, start, step, strict=True)
    )
    return place(start), counts, tuple(strides)
