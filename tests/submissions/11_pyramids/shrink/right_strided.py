"""Adds up strided views of each chunk, with whole numbers."""

import numpy as np
import zarr

from outofcore import grid


def shrink(store, name, factors):
    array = zarr.open_array(store, path=name, mode="r")
    out = np.empty(grid.grid_shape(array.shape, factors), array.dtype)
    for region in grid.iter_chunks(array.shape, array.chunks):
        block = array[region]
        shape = grid.grid_shape(block.shape, factors)
        total, count = np.zeros(shape, "int64"), np.zeros(shape, "int64")
        for shift in np.ndindex(*factors):
            part = block[tuple(slice(s, None, f) for s, f in zip(shift, factors))]
            there = tuple(map(slice, part.shape))
            total[there] += part
            count[there] += 1
        corner = [part.start // f for part, f in zip(region, factors)]
        place = tuple(slice(a, a + n) for a, n in zip(corner, shape))
        out[place] = np.floor_divide(2 * total + count, 2 * count)
    return out
