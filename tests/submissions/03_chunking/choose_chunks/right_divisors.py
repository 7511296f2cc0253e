"""Right: only lengths that divide their axis evenly or nearly so, the best by chunks touched."""

import math

import numpy as np

from outofcore import grid


def choose_chunks(shape, itemsize, max_chunk_bytes, max_amplification, max_chunks):
    best, fewest = None, math.inf
    candidates = [sorted({math.ceil(n / k) for k in range(1, n + 1)}) for n in shape]
    for cz in (c for c in candidates[0] if c <= max_amplification):
        for cx in (c for c in candidates[2] if c <= max_amplification):
            fitting = [c for c in candidates[1] if c * cz * cx * itemsize <= max_chunk_bytes]
            chunks = (cz, max(fitting, default=1), cx)
            views = np.s_[0, :, :], np.s_[:, :, 0]
            worst = max(grid.read_amplification(v, shape, chunks) for v in views)
            count = max(grid.count_touched(v, shape, chunks) for v in views)
            if worst <= max_amplification and count < fewest:
                best, fewest = chunks, count
    return best
