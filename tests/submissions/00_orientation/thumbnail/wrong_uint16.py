"""Takes every stack for uint16.

Fails: the right pixels
Says: pixels of the thumbnail
"""

import h5py
import numpy as np


def thumbnail(source, name, z, step):
    with h5py.File(source, "r") as file:
        dataset = file[name]
        plane = np.empty(dataset.shape[1:], "uint16")
        dataset.read_direct(plane, np.s_[z])
    return plane[::step, ::step]
