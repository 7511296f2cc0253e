"""Stores an intermediate result and leaves it in the file.

Fails: the columns stay
Says: the file holds /squared as well
"""

import numpy as np
import tables


def add_distance(path, cx, cy):
    with tables.open_file(path, "a", chunk_cache_size=2**20) as file:
        squared = file.create_earray("/", "squared", tables.Float32Atom(), (0,))
        result = file.create_earray("/", "distance", tables.Float32Atom(), (0,))
        for start in range(0, file.root.x.nrows, 50_000):
            rows = slice(start, start + 50_000)
            r2 = (file.root.x[rows] - cx) ** 2 + (file.root.y[rows] - cy) ** 2
            squared.append(r2)
            result.append(np.sqrt(r2))
