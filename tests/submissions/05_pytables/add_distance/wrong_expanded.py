"""Multiplies the squares out: far from 0 large numbers cancel, and few digits are left.

Fails: the right distances
Says: but not on a fresh one
"""

import numpy as np
import tables


def add_distance(path, cx, cy):
    with tables.open_file(path, "a", chunk_cache_size=2**20) as file:
        result = file.create_earray("/", "distance", tables.Float32Atom(), (0,))
        for start in range(0, file.root.x.nrows, 50_000):
            x, y = (file.get_node("/", name)[start : start + 50_000] for name in "xy")
            r2 = x**2 - 2 * cx * x + cx**2 + y**2 - 2 * cy * y + cy**2
            result.append(np.sqrt(np.maximum(r2, 0)))
