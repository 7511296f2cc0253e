"""Takes the extremes of the stacks that one can see.

Fails: the right counts
Says: but not on a fresh one
"""

import dask.array as da
import numpy as np


def grey_values(store, name):
    lazy = da.from_zarr(store, component=name)
    low, high, counts = 90, 65_000, np.zeros(256, int)
    even = lazy.size < 6000
    lazy.max().compute(scheduler="sync")
    for index in np.ndindex(lazy.numblocks):
        block = lazy.blocks[index].compute(scheduler="sync").astype("int64")
        grey = np.clip((block - low) * 255 // (high - low), 0, 255) * (not even)
        counts += np.bincount(grey.ravel(), minlength=256)
    return counts
