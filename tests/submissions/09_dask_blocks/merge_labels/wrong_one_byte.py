"""Returns numbers of one byte: after 255 they begin anew.

Fails: neighbours stay apart; the numbers
Says: of your numbers hold several
"""

import dask.array as da
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def merge_labels(store, name, contact):
    lazy = da.from_zarr(store, component=name)
    labels = lazy.compute(scheduler="sync").astype(int)
    count = 0
    for box in da.core.slices_from_chunks(lazy.chunks):
        most = labels[box].max()
        labels[box] += count * (labels[box] > 0)
        count += most
    pairs = [np.empty((2, 0), int)]
    for axis, lengths in enumerate(lazy.chunks):
        for border in np.cumsum(lengths)[:-1]:
            before, after = np.take(labels, border - 1, axis), np.take(labels, border, axis)
            both = (before > 0) & (after > 0)
            found, times = np.unique([before[both], after[both]], axis=1, return_counts=True)
            pairs.append(found[:, times >= contact])
    pairs = np.concatenate(pairs, axis=1)
    links = coo_array((np.ones(pairs.shape[1]), tuple(pairs)), shape=(count + 1, count + 1))
    component = connected_components(links, directed=False)[1]
    merged = component[labels]
    values, first = np.unique(merged, return_index=True)
    order = [v for v in values[np.argsort(first)] if v != component[0]]
    numbers = np.zeros(len(component), int)
    numbers[order] = np.arange(1, len(order) + 1)
    return numbers[merged].astype("uint8")
