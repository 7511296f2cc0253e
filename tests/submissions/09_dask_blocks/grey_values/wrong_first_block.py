"""Takes the extremes of the first block for those of the stack.

Fails: the right counts
Says: grey values differ
"""

import dask.array as da
import numpy as np


def grey_values(store, name):
    lazy = da.from_zarr(store, component=name)
    block = lazy.blocks[(0,) * lazy.ndim].compute(scheduler="sync")
    low, high = int(block.min()), int(block.max())
    counts = np.zeros(256, int)
    for index in np.ndindex(lazy.numblocks):
        block = lazy.blocks[index].compute(scheduler="sync")
        grey = np.clip((block.astype("int64") - low) * 255 // max(high - low, 1), 0, 255)
        counts += np.bincount(np.asarray(grey).ravel(), minlength=256)[:256]
    return counts
