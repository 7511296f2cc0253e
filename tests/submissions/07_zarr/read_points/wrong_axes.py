"""Reads x for z: the axes the wrong way round.

Fails: the right values; in the order of the points; each chunk is fetched once; no other chunk is fetched
Says: stopped with
"""

import numpy as np
import zarr


def read_points(store, name, points):
    array = zarr.open_array(store, path=name, mode="r")
    z, y, x = np.transpose(points)
    return array.vindex[x, y, z]
