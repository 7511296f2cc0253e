"""Gives each block numbers of its own, and leaves it there.

Fails: pieces become one; neighbours stay apart; the numbers
Says: still in pieces
"""

import dask.array as da
import numpy as np


def merge_labels(store, name, contact):
    lazy = da.from_zarr(store, component=name)
    labels, count = lazy.compute(scheduler="sync").astype(int), 0
    for box in da.core.slices_from_chunks(lazy.chunks):
        most = labels[box].max()
        labels[box] = np.where(labels[box] > 0, labels[box] + count, 0)
        count += most
    return labels
