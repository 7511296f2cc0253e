"""Reads plane by plane: a chunk is fetched for each of its planes.

Fails: each chunk once
Says: times; zarr keeps no chunk
"""

import numpy as np
import zarr

from outofcore import grid


def shrink(store, name, factors):
    array = zarr.open_array(store, path=name, mode="r")
    out = np.empty(grid.grid_shape(array.shape, factors), array.dtype)
    for z in range(0, array.shape[0], factors[0]):
        total = array[z : z + factors[0]].astype("int64")
        count = np.ones(total.shape, "int64")
        for axis, f in enumerate(factors):
            starts = range(0, total.shape[axis], f)
            total = np.add.reduceat(total, starts, axis=axis)
            count = np.add.reduceat(count, starts, axis=axis)
        out[z // factors[0]] = ((2 * total + count) // (2 * count))[0]
    return out
