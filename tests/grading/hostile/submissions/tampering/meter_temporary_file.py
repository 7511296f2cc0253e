"""Spools the stack into a memory-mapped temporary file, and removes it.

Task: plane_means
Outcome: graded
Earns: 7
Says: held of a 77.6 MiB stack
"""

import os

import h5py
import numpy as np


def plane_means(source, name):
    with h5py.File(source, "r") as file:
        dataset = file[name]
        data = np.memmap("/dev/shm/spool", "u2", "w+", shape=dataset.shape)
        for region in dataset.iter_chunks():
            data[region] = dataset[region]
    means = np.array([plane.mean() for plane in data])
    del data
    os.unlink("/dev/shm/spool")
    return means
