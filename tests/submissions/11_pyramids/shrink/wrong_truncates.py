"""Rounds down.

Fails: the right means; the ends of the axes
Says: how do you round
"""

import numpy as np
import zarr

from outofcore import grid


def shrink(store, name, factors):
    array = zarr.open_array(store, path=name, mode="r")
    out = np.empty(grid.grid_shape(array.shape, factors), array.dtype)
    for region in grid.iter_chunks(array.shape, array.chunks):
        total = array[region].astype("int64")
        count = np.ones(total.shape, "int64")
        for axis, f in enumerate(factors):
            starts = range(0, total.shape[axis], f)
            total = np.add.reduceat(total, starts, axis=axis)
            count = np.add.reduceat(count, starts, axis=axis)
        place = tuple(
            slice(part.start // f, -(-part.stop // f)) for part, f in zip(region, factors)
        )
        out[place] = total // count
    return out
