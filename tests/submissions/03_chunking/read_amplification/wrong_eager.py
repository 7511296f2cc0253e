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
    box = tuple(slice(a, b) for a, b in zip(start, stop))
    return grid.read_amplification(box, shape, chunks) if chunks else 1.0
