"""Returns the last count instead of one for each block.

Fails: the count after each block
Says: returned 131,
"""

import tables


def append_cells(path, blocks):
    with tables.open_file(path, "a") as file:
        for markers, kinds in blocks:
            file.root.markers.append(markers)
            file.root.kinds.append(kinds)
        return int(file.root.kinds.nrows)
