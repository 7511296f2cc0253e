"""Reads the whole data set into memory to learn its shape.

Fails: no voxel is read
Says: of voxels were read
"""

import h5py

from outofcore import grid


def read_amplification(source, name, start, stop):
    with h5py.File(source, "r") as file:
        chunks = file[name].chunks
        shape = file[name][()].shape
    if chunks is None:
        return 1.0
    box = tuple(slice(a, b) for a, b in zip(start, stop))
    whole = 1
    for c in chunks:
        whole *= c
    return grid.count_touched(box, shape, chunks) * whole / grid.count_selected(box, shape)
