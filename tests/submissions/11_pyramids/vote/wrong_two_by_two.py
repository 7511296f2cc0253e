"""Takes every factor for 2.

Fails: majorities; ties; the ends of the axes
Says: wrong
"""

import numpy as np

from outofcore import grid


def vote(labels, factors):
    factors = [min(f, 2) for f in factors]
    out = np.empty(grid.grid_shape(labels.shape, factors), labels.dtype)
    for index in np.ndindex(out.shape):
        box = labels[grid.chunk_region(index, labels.shape, factors)]
        names, counts = np.unique(box, return_counts=True)
        out[index] = names[np.argmax(counts)]
    return out
