"""Lets the smallest number spread over pairs until nothing changes."""

import dask.array as da
import numpy as np


def merge_labels(store, name, contact):
    lazy = da.from_zarr(store, component=name)
    labels = lazy.compute(scheduler="sync").astype("int64")
    unit = int(labels.max()) + 1
    for number, box in enumerate(da.core.slices_from_chunks(lazy.chunks)):
        labels[box] = np.where(labels[box] > 0, labels[box] + number * unit, 0)
    pairs = []
    for axis, lengths in enumerate(lazy.chunks):
        for border in np.cumsum(lengths)[:-1]:
            faces = np.stack([labels.take(border - 1, axis), labels.take(border, axis)])
            faces = faces.reshape(2, -1)
            found, times = np.unique(faces[:, faces.all(axis=0)], axis=1, return_counts=True)
            pairs.extend(found[:, times >= contact].T)
    least = np.arange(labels.max() + 1)
    changed = True
    while changed:
        changed = False
        for a, b in pairs:
            low = min(least[a], least[b])
            if least[a] != low or least[b] != low:
                least[a] = least[b] = low
                changed = True
    merged = least[labels]
    values, first, places = np.unique(merged, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(np.where(values == 0, -1, first)))
    start = 0 if values[0] == 0 else 1
    return (rank + start)[places].reshape(labels.shape)
