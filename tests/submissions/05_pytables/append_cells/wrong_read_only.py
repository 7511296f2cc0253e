"""Opens the file for reading and appends to copies in memory.

Fails: old and new rows in order; the kinds keep step
Says: /markers has the shape (130, 2), expected (131, 2)
"""

import numpy as np
import tables


def append_cells(path, blocks):
    counts = []
    with tables.open_file(path) as file:
        data = file.root.markers[:]
    for markers, _ in blocks:
        data = np.concatenate([data, markers])
        counts.append(len(data))
    return counts
