"""Takes all chunks of a row along y at once: too much where an array is long along z and x.

Fails: little is held
Says: held
"""

import numpy as np
import zarr

from outofcore import grid


def shrink(store, name, factors):
    array = zarr.open_array(store, path=name, mode="r")
    out = np.empty(grid.grid_shape(array.shape, factors), array.dtype)
    slabs = (array.shape[0], array.chunks[1], array.shape[2])
    for region in grid.iter_chunks(array.shape, slabs):
        total = array[region].astype("int64")
        count = np.ones(total.shape, "int64")
        for axis, f in enumerate(factors):
            starts = range(0, total.shape[axis], f)
            total = np.add.reduceat(total, starts, axis=axis)
            count = np.add.reduceat(count, starts, axis=axis)
        place = tuple(
            slice(part.start // f, -(-part.stop // f)) for part, f in zip(region, factors)
        )
        out[place] = (2 * total + count) // (2 * count)
    return out
