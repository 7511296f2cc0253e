"""Rounds to the nearest grey value.

Fails: the right counts
Says: grey values differ
"""

import dask
import dask.array as da
import numpy as np


def grey_values(store, name):
    lazy = da.from_zarr(store, component=name)
    low, high = map(int, dask.compute(lazy.min(), lazy.max(), scheduler="sync"))
    counts = np.zeros(256, int)
    for index in np.ndindex(lazy.numblocks):
        block = lazy.blocks[index].compute(scheduler="sync")
        grey = np.rint((block - float(low)) * 255 / max(high - low, 1)).astype(int)
        counts += np.bincount(np.asarray(grey).ravel(), minlength=256)[:256]
    return counts
