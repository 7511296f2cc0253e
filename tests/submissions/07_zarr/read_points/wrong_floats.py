"""Keeps the values in an array of float64: it cannot hold every large whole number.

Fails: the right values; in the order of the points
Says: too large for a float
"""

import numpy as np
import zarr


def read_points(store, name, points):
    array = zarr.open_array(store, path=name, mode="r")
    values = np.zeros(len(points))
    values[:] = array.vindex[tuple(np.transpose(points))]
    return values
