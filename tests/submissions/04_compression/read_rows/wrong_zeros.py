"""Reads nothing, holds little, and returns rows of zeros.

Fails: the right rows; the ragged last band; only the bands it needs; little is held
Says: 0 packed bytes were read
"""

import h5py
import numpy as np


def read_rows(source, start, stop):
    with h5py.File(source, "r") as file:
        packed = file["packed"]
        return np.zeros((stop - start, packed.attrs["shape"][1]), packed.attrs["dtype"])
