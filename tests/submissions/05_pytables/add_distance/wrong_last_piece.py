"""Whole pieces only: the last distances stay 0.

Fails: the right distances
Says: the first is at [2100000]
"""

import numpy as np
import tables


def add_distance(path, cx, cy):
    with tables.open_file(path, "a") as file:
        x, y = file.root.x, file.root.y
        result = file.create_array("/", "distance", atom=tables.Float32Atom(), shape=x.shape)
        for start in range(0, len(x) - len(x) % 50_000, 50_000):
            rows = slice(start, start + 50_000)
            result[rows] = np.hypot(x[rows] - cx, y[rows] - cy)
