"""Moves the columns themselves to the centre.

Fails: the columns stay
Says: values of /x differ
"""

import numpy as np
import tables


def add_distance(path, cx, cy):
    with tables.open_file(path, "a") as file:
        x, y = file.root.x, file.root.y
        result = file.create_earray("/", "distance", tables.Float32Atom(), (0,))
        for start in range(0, len(x), 50_000):
            rows = slice(start, min(start + 50_000, len(x)))
            x[rows] = x[rows] - cx
            y[rows] = y[rows] - cy
            result.append(np.hypot(x[rows], y[rows]))
