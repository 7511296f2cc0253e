"""Believes that any read fetches the whole data set.

Fails: chunks are read whole; edge chunks are stored whole
Says: it is
"""

import math

import h5py


def read_amplification(source, name, start, stop):
    with h5py.File(source, "r") as file:
        dataset = file[name]
        if dataset.chunks is None:
            return 1.0
        return dataset.size / math.prod(b - a for a, b in zip(start, stop))
