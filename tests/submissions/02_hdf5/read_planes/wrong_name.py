"""Knows what the data set is called.

Fails: the planes that were asked for
Says: but not on a fresh one
"""

import h5py
import numpy as np


def read_planes(source, name, wanted):
    different, place = np.unique(wanted, return_inverse=True)
    with h5py.File(source, "r") as file:
        return file["stack"][different][place]
