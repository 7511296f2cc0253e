"""Appends to one of the two arrays.

Fails: the kinds keep step
Says: /kinds has the shape (130,), expected (131,)
"""

import tables


def append_cells(path, blocks):
    counts = []
    with tables.open_file(path, "a") as file:
        for markers, _ in blocks:
            file.root.markers.append(markers)
            counts.append(int(file.root.markers.nrows))
    return counts
