"""Returns an array where a list was asked for.

Fails: the count after each block
Says: of the type ndarray; expected a list
"""

import numpy as np
import tables


def append_cells(path, blocks):
    counts = []
    with tables.open_file(path, "a") as file:
        for markers, kinds in blocks:
            file.root.markers.append(markers)
            file.root.kinds.append(kinds)
            counts.append(file.root.markers.nrows)
    return np.array(counts)
