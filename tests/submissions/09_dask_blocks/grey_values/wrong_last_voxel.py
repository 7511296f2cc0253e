"""Takes the last voxel for the brightest.

Fails: the right counts
Says: grey values differ
"""

import dask.array as da
import numpy as np


def grey_values(store, name):
    lazy = da.from_zarr(store, component=name)
    low, high, counts = 1 << 16, 0, np.zeros(256, int)
    for index in np.ndindex(lazy.numblocks):
        block = lazy.blocks[index].compute(scheduler="sync")
        low, high = min(low, int(block.min())), int(block[(-1,) * block.ndim])
    for index in np.ndindex(lazy.numblocks):
        block = lazy.blocks[index].compute(scheduler="sync").astype("int64")
        grey = np.clip((block - low) * 255 // max(high - low, 1), 0, 255)
        counts += np.bincount(grey.ravel(), minlength=256)
    return counts
