"""Marks every position in an array and looks which chunks got a mark.

Fails: no array behind the arithmetic
Says: MemoryError
"""

import numpy as np


def count_touched_chunks(shape, chunks, start, stop):
    mark = np.zeros(shape, dtype=bool)
    mark[tuple(slice(a, b) for a, b in zip(start, stop))] = True
    positions = np.argwhere(mark)
    return len(np.unique(positions // np.array(chunks), axis=0))
