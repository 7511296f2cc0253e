"""Right: as many planes at a time as 4 MiB hold, and ends that begin as far out as can be."""

import h5py
import numpy as np


def lowest_highest(source, name):
    low, high = np.inf, -np.inf
    with h5py.File(source, "r") as file:
        dataset = file[name]
        planes, height, width = dataset.shape
        depth = max(1, 4 * 2**20 // (height * width * dataset.dtype.itemsize))
        for z in range(0, planes, depth):
            slab = dataset[z : z + depth]
            low, high = min(low, slab.min()), max(high, slab.max())
    return int(low), int(high)
