"""The mean of every tenth row: close, and not the mean.

Fails: the right means
Says: plane means differ
"""

import h5py
import numpy as np


def plane_means(source, name):
    with h5py.File(source, "r") as file:
        dataset = file[name]
        depth = dataset.chunks[0]
        slabs = range(0, dataset.shape[0], depth)
        return np.concatenate([dataset[z : z + depth, ::10].mean(axis=(1, 2)) for z in slabs])
