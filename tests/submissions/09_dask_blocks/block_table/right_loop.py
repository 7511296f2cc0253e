"""A loop over boxes, each read once."""

import itertools

import numpy as np
import zarr


def block_table(store, name, blocks, level):
    array = zarr.open_array(store, path=name, mode="r")
    lines = []
    for corner in itertools.product(*(range(0, n, b) for n, b in zip(array.shape, blocks))):
        block = array[tuple(slice(a, a + b) for a, b in zip(corner, blocks))]
        places = np.nonzero(block > level)
        if len(places[0]) == 0:
            lines.append([0] + [np.nan] * array.ndim)
        else:
            lines.append([len(places[0])] + [p.mean() + a for p, a in zip(places, corner)])
    return np.array(lines, dtype=float)
