"""Reads the whole array.

Fails: no other chunk is fetched
Says: though no point lies in them
"""

import numpy as np
import zarr


def read_points(store, name, points):
    return zarr.open_array(store, path=name, mode="r")[:][tuple(np.transpose(points))]
