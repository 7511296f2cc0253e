"""Counts the rows of shapes, of which the last may belong to no sample.

Fails: one sample by its place; slices as a list has them
Says: IndexError
"""

import h5py
import numpy as np


def read_samples(source, key):
    with h5py.File(source, "r") as file:
        flat, offsets, shapes = file["flat"], file["offsets"][:], file["shapes"][:]
        n = len(shapes)

        def read(i):
            return flat[offsets[i] : offsets[i + 1]].reshape(shapes[i])

        if not isinstance(key, slice):
            return read(key % n)
        start, stop, step = key.indices(n)
        return [read(i) for i in range(start, stop, step)]
