"""Asks for every second voxel of the array, eight times over.

Fails: each chunk once; little is held
Says: times; zarr keeps no chunk
"""

import numpy as np
import zarr

from outofcore import grid


def shrink(store, name, factors):
    array = zarr.open_array(store, path=name, mode="r")
    shape = grid.grid_shape(array.shape, factors)
    total, count = np.zeros(shape, "int64"), np.zeros(shape, "int64")
    for shift in np.ndindex(*factors):
        part = array[tuple(slice(s, None, f) for s, f in zip(shift, factors))]
        total[tuple(map(slice, part.shape))] += part
        count[tuple(map(slice, part.shape))] += 1
    return ((2 * total + count) // (2 * count)).astype(array.dtype)
