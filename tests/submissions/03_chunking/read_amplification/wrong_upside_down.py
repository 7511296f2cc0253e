"""The ratio the wrong way round: the useful share.

Fails: chunks are read whole; edge chunks are stored whole
Says: it is
"""

import math

import h5py

from outofcore import grid


def read_amplification(source, name, start, stop):
    with h5py.File(source, "r") as file:
        shape, chunks = file[name].shape, file[name].chunks
    if chunks is None:
        return 1.0
    box = tuple(slice(a, b) for a, b in zip(start, stop))
    read = grid.count_touched(box, shape, chunks) * math.prod(chunks)
    return grid.count_selected(box, shape) / read
