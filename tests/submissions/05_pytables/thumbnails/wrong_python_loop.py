"""Goes through all rows in Python.

Fails: little is held
Says: does your condition use it?
"""

import numpy as np
import tables


def thumbnails(path, well, smallest):
    with tables.open_file(path) as file:
        found = [
            row["thumb"]
            for row in file.root.cells
            if row["well"] == well and row["area"] >= smallest
        ]
    return np.array(found, "uint16").reshape(-1, 16, 16)
