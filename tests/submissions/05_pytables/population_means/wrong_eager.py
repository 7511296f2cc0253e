"""Reads everything.

Fails: little is held
Says: the limit is 12.0 MiB
"""

import numpy as np
import tables


def population_means(path, k):
    with tables.open_file(path) as file:
        markers, kinds = file.root.markers[:], file.root.kinds[:]
    return np.array([markers[kinds == j].mean(axis=0) for j in range(k)])
