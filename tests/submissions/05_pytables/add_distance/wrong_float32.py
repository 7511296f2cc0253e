"""Computes in float32: far from 0 the difference of two numbers has few digits left.

Fails: the right distances
Says: but not on a fresh one
"""

import numpy as np
import tables


def add_distance(path, cx, cy):
    with tables.open_file(path, "a", chunk_cache_size=2**20) as file:
        result = file.create_earray("/", "distance", tables.Float32Atom(), (0,))
        for start in range(0, file.root.x.nrows, 50_000):
            rows = slice(start, start + 50_000)
            x, y = (node[rows].astype("f4") for node in (file.root.x, file.root.y))
            result.append(np.hypot(x - np.float32(cx), y - np.float32(cy)))
