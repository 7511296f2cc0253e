"""Right: a few planes at a time, and ends that begin as far out as can be."""

import h5py
import numpy as np


def lowest_highest(source, name):
    low, high = np.inf, -np.inf
    with h5py.File(source, "r") as file:
        dataset = file[name]
        for z in range(0, dataset.shape[0], 4):
            slab = dataset[z : z + 4]
            low, high = min(low, slab.min()), max(high, slab.max())
    return int(low), int(high)
