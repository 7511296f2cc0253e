"""Scales each block by its own extremes.

Fails: the right counts
Says: grey values differ
"""

import dask.array as da
import numpy as np


def grey_values(store, name):
    lazy = da.from_zarr(store, component=name)
    least = 1
    counts = np.zeros(256, int)
    for index in np.ndindex(lazy.numblocks):
        block = lazy.blocks[index].compute(scheduler="sync")
        low, high = int(block.min()), int(block.max())
        grey = (block.astype("int64") - low) * 255 // max(high - low, least)
        counts += np.bincount(np.asarray(grey).ravel(), minlength=256)[:256]
    return counts
