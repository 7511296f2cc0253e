"""Keeps the values in an array of uint16, whatever the type of the stored ones.

Fails: the right values; in the order of the points
Says: values differ
"""

import numpy as np
import zarr


def read_points(store, name, points):
    array = zarr.open_array(store, path=name, mode="r")
    values = np.empty(len(points), "i8")
    values[:] = array.vindex[tuple(np.transpose(points))]
    return values.astype("u2")
