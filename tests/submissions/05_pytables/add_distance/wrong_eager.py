"""Whole columns in memory.

Fails: little is held
Says: A slice is a copy
"""

import numpy as np
import tables


def add_distance(path, cx, cy):
    with tables.open_file(path, "a") as file:
        x, y = file.root.x[:], file.root.y[:]
        file.create_array("/", "distance", obj=np.sqrt((x - cx) ** 2 + (y - cy) ** 2).astype("f4"))
