"""Takes all combinations of the coordinates, and then those on the diagonal.

Fails: no other chunk is fetched
Says: though no point lies in them
"""

import numpy as np
import zarr


def read_points(store, name, points):
    array = zarr.open_array(store, path=name, mode="r")
    axes = [sorted(set(axis)) for axis in np.transpose(points).tolist()]
    block = array.oindex[tuple(np.array(axis) for axis in axes)]
    return [block[tuple(a.index(p) for a, p in zip(axes, point))] for point in points]
