"""Reads everything from the first plane to the last.

Fails: only the chunks that hold them
Says: hold a plane that was asked for
"""

import h5py
import numpy as np


def read_planes(source, name, wanted):
    with h5py.File(source, "r") as file:
        span = file[name][min(wanted) : max(wanted) + 1]
    return span[np.array(wanted) - min(wanted)]
