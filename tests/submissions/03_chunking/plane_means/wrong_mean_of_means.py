"""The mean of the chunks' means: ragged chunks weigh as much as whole ones.

Fails: the right means
Says: plane means differ
"""

import h5py
import numpy as np


def plane_means(source, name):
    with h5py.File(source, "r") as file:
        dataset = file[name]
        sums, counts = np.zeros(dataset.shape[0]), np.zeros(dataset.shape[0])
        for region in dataset.iter_chunks():
            sums[region[0]] += dataset[region].mean(axis=(1, 2))
            counts[region[0]] += 1
        return sums / counts
