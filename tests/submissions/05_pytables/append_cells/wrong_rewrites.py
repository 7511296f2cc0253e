"""Reads everything, removes the arrays and writes them anew: right values at the wrong cost.

Fails: stored chunks stay as they are
Says: is another array now
"""

import numpy as np
import tables


def append_cells(path, blocks):
    counts = []
    with tables.open_file(path, "a") as file:
        for name, part in (("markers", 0), ("kinds", 1)):
            data = file.get_node("/", name)[:]
            counts = []
            for block in blocks:
                data = np.concatenate([data, block[part]])
                counts.append(len(data))
            file.remove_node("/", name)
            atom = tables.Atom.from_dtype(data.dtype)
            node = file.create_earray("/", name, atom, (0, *data.shape[1:]))
            node.append(data)
    return counts
