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
        planes = array[z : z + factors[0]]
        total, count = planes.sum(axis=0, dtype="int64"), len(planes)
        for axis, f in enumerate(factors[1:]):
            starts = np.arange(0, total.shape[axis], f)
            lengths = np.minimum(f, total.shape[axis] - starts)
            total = np.add.reduceat(total, starts, axis=axis)
            count = np.expand_dims(count, -1) * lengths
        count = np.broadcast_to(count, total.shape)
        out[z // factors[0]] = (2 * total + count) // (2 * count)
    return out
