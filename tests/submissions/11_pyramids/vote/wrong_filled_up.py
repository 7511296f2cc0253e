"""Fills the boxes at the end with background.

Fails: the ends of the axes
Says: boxes are wrong
"""

import numpy as np

from outofcore import grid


def vote(labels, factors):
    out = np.empty(grid.grid_shape(labels.shape, factors), labels.dtype)
    wide = np.pad(labels, [(0, -n % f) for n, f in zip(labels.shape, factors)])
    for index in np.ndindex(out.shape):
        box = wide[grid.chunk_region(index, wide.shape, factors)]
        names, counts = np.unique(box, return_counts=True)
        out[index] = names[np.argmax(counts)]
    return out
