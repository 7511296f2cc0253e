"""Looks for the extremes in every second voxel, to save time.

Fails: the right counts
Says: grey values differ
"""

import dask
import dask.array as da
import numpy as np


def grey_values(store, name):
    lazy = da.from_zarr(store, component=name)
    some = lazy[(slice(None, None, 2),) * lazy.ndim]
    low, high = map(int, dask.compute(some.min(), some.max(), scheduler="sync"))
    counts = np.zeros(256, int)
    for index in np.ndindex(lazy.numblocks):
        block = lazy.blocks[index].compute(scheduler="sync").astype("int64")
        grey = np.clip((block - low) * 255 // max(high - low, 1), 0, 255)
        counts += np.bincount(grey.ravel(), minlength=256)
    return counts
