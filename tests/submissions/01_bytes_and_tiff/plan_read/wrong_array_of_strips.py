"""Marks the rows of the box in an array of the whole stack, and counts strip by strip.

Fails: strips
Says: plan_read((1000000, 268435457, 1048576), 2, 200000
"""

import numpy as np


def plan_read(shape, itemsize, rows, start, stop):
    touched = np.zeros(shape[:2], bool)
    touched[start[0] : stop[0], start[1] : stop[1]] = True
    pages = int(touched.any(axis=1).sum())
    strips, nbytes = 0, 0
    for top in range(0, shape[1], rows):
        band = touched[:, top : top + rows]
        strips += int(band.any(axis=1).sum())
        nbytes += int(band.any(axis=1).sum()) * band.shape[1] * shape[2] * itemsize
    return pages, strips, nbytes
