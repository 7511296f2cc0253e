"""Opens the file for every row: each time the chunks come again.

Fails: only what it needs; few requests
Says: 63 times a chunk was fetched
"""

import h5py
import numpy as np


def thumbnail(source, name, z, step):
    with h5py.File(source, "r") as file:
        height = file[name].shape[1]
    rows = []
    for y in range(0, height, step):
        with h5py.File(source, "r") as file:
            rows.append(file[name][z, y][::step])
    return np.array(rows)
