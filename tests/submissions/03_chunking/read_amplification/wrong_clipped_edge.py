"""Counts only the voxels of an edge chunk that lie inside the array.

Fails: edge chunks are stored whole
Says: you said 3.375, it is 51.2
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
    regions = [grid.chunk_region(i, shape, chunks) for i in grid.touched_chunks(box, shape, chunks)]
    read = sum(math.prod(s.stop - s.start for s in region) for region in regions)
    return read / math.prod(b - a for a, b in zip(start, stop))
