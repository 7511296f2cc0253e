"""Right: the same arithmetic on NumPy integers, which are whole numbers too."""

import numpy as np


def count_touched_chunks(shape, chunks, start, stop):
    start, stop, chunks = np.array(start), np.array(stop), np.array(chunks)
    per_axis = np.where(stop > start, (stop - 1) // chunks - start // chunks + 1, 0)
    return np.prod(per_axis)
