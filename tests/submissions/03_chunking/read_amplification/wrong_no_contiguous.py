"""Forgets the data set without chunks.

Fails: a contiguous data set
Says: TypeError: 'NoneType' object is not iterable
"""

import h5py

from outofcore import grid


def read_amplification(source, name, start, stop):
    with h5py.File(source, "r") as file:
        dataset = file[name]
        box = tuple(slice(a, b) for a, b in zip(start, stop))
        asked = 1
        for a, b in zip(start, stop):
            asked *= b - a
        whole = 1
        for c in dataset.chunks:
            whole *= c
        return grid.count_touched(box, dataset.shape, dataset.chunks) * whole / asked
