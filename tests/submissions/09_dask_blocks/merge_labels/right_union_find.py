"""Joins numbers one pair after the other, block by block."""

import itertools
from collections import Counter

import numpy as np
import zarr


def merge_labels(store, name, contact):
    array = zarr.open_array(store, path=name, mode="r")
    labels = array[...].astype(np.int64)
    axes = [range(0, n, c) for n, c in zip(array.shape, array.chunks)]
    given = 0
    for corner in itertools.product(*axes):
        block = labels[tuple(slice(a, a + c) for a, c in zip(corner, array.chunks))]
        most = int(block.max())
        block[block > 0] += given
        given += most
    parent = list(range(given + 1))

    def root(a):
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        return a

    for axis in range(labels.ndim):
        moved = np.moveaxis(labels, axis, 0)
        for border in list(axes[axis])[1:]:
            met = Counter(zip(moved[border - 1].ravel().tolist(), moved[border].ravel().tolist()))
            for (a, b), times in met.items():
                if a and b and times >= contact:
                    parent[root(a)] = root(b)
    roots = np.array([root(a) for a in range(given + 1)])[labels]
    numbers, flat = {0: 0}, roots.ravel().tolist()
    for value in flat:
        numbers.setdefault(value, len(numbers))
    return np.array([numbers[value] for value in flat]).reshape(labels.shape)
