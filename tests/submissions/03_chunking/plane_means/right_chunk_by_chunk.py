"""Right: chunk by chunk, adding up sums."""

import h5py
import numpy as np


def plane_means(source, name):
    with h5py.File(source, "r") as file:
        dataset = file[name]
        totals = np.zeros(dataset.shape[0], dtype="uint64")
        for region in dataset.iter_chunks():
            totals[region[0]] += dataset[region].sum(axis=(1, 2), dtype="uint64")
        return totals / (dataset.shape[1] * dataset.shape[2])
