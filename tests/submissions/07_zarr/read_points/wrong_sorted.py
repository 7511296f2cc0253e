"""Sorts the points first and forgets to put the values back.

Fails: in the order of the points
Says: stand at another point
"""

import numpy as np
import zarr


def read_points(store, name, points):
    array = zarr.open_array(store, path=name, mode="r")
    return array.vindex[tuple(np.transpose(sorted(points)))]
