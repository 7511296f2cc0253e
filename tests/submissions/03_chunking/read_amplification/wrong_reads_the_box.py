"""The right ratio, but the box itself is read to learn its size.

Fails: no voxel is read
Says: of voxels were read
"""

import h5py
import numpy as np

from outofcore import grid


def read_amplification(source, name, start, stop):
    box = tuple(slice(a, b) for a, b in zip(start, stop))
    with h5py.File(source, "r") as file:
        dataset = file[name]
        shape, chunks, asked = dataset.shape, dataset.chunks, dataset[box].nbytes
        itemsize = dataset.dtype.itemsize
    if chunks is None:
        return 1.0
    return grid.count_touched(box, shape, chunks) * np.prod(chunks) * itemsize / asked
