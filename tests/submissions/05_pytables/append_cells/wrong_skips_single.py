"""Leaves blocks of fewer than two cells out.

Fails: old and new rows in order; the kinds keep step; the count after each block
Says: expected [131, 131]
"""

import tables


def append_cells(path, blocks):
    counts = []
    with tables.open_file(path, "a") as file:
        for markers, kinds in blocks:
            if len(kinds) > 1:
                file.root.markers.append(markers)
                file.root.kinds.append(kinds)
            counts.append(int(file.root.kinds.nrows))
    return counts
