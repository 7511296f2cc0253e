"""Keeps the repeats but not the order.

Fails: any order, and repeats
Says: voxels differ
"""

import h5py
import numpy as np


def read_planes(source, name, wanted):
    with h5py.File(source, "r") as file:
        planes = file[name][sorted(set(wanted))]
    return np.repeat(planes, [wanted.count(z) for z in sorted(set(wanted))], axis=0)
