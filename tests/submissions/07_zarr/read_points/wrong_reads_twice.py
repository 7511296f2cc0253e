"""Looks at the values once to see whether they can be read, and then again.

Fails: each chunk is fetched once
Says: up to 2 of the same chunk
"""

import numpy as np
import zarr


def read_points(store, name, points):
    array = zarr.open_array(store, path=name, mode="r")
    where = tuple(np.transpose(points))
    if len(array.vindex[where]) != len(points):
        raise ValueError("a point is missing")
    return array.vindex[where]
