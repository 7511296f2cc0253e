"""Multiplies by 255 / (high - low), which is no exact number, and cuts.

Fails: the right counts
Says: but not on a fresh one
"""

import dask
import dask.array as da
import numpy as np


def grey_values(store, name):
    lazy = da.from_zarr(store, component=name)
    low, high = (int(v) for v in dask.compute(lazy.min(), lazy.max(), scheduler="sync"))
    factor, counts = 255 / max(high - low, 1), np.zeros(256, int)
    for index in np.ndindex(lazy.numblocks):
        block = lazy.blocks[index].compute(scheduler="sync").astype("int64")
        grey = ((block - low) * factor).astype(int)
        counts += np.bincount(grey.ravel(), minlength=256)
    return counts
