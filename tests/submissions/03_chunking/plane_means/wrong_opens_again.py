"""A large enough cache, but the data set is opened anew for each plane: its cache is empty again.

Fails: every chunk is fetched once
Says: up to 7 of the same one
"""

import h5py
import numpy as np


def plane_means(source, name):
    with h5py.File(source, "r", rdcc_nbytes=24 * 2**20, rdcc_nslots=10_007) as file:
        return np.array([file[name][z].mean() for z in range(len(file[name]))])
