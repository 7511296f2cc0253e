"""Halves the numbers on the way: float32 keeps seven digits.

Fails: old and new rows in order
Says: values of /markers differ
"""

import tables


def append_cells(path, blocks):
    counts = []
    with tables.open_file(path, "a") as file:
        for markers, kinds in blocks:
            file.root.markers.append(markers.astype("f4").astype("f8"))
            file.root.kinds.append(kinds)
            counts.append(int(file.root.markers.nrows))
    return counts
