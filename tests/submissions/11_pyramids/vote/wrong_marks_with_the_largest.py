"""Fills up with the largest name of the dtype, and lets no box vote for it.

Fails: majorities; the ends of the axes
Says: but not on a fresh one
"""

import numpy as np

from outofcore import grid


def vote(labels, factors):
    out = np.empty(grid.grid_shape(labels.shape, factors), labels.dtype)
    missing = np.iinfo(labels.dtype).max
    pads = [(0, -n % f) for n, f in zip(labels.shape, factors)]
    wide = np.pad(labels, pads, constant_values=missing)
    for index in np.ndindex(out.shape):
        box = wide[grid.chunk_region(index, wide.shape, factors)]
        box = box[box != missing] if (box != missing).any() else box
        names, counts = np.unique(box, return_counts=True)
        out[index] = names[np.argmax(counts)]
    return out
