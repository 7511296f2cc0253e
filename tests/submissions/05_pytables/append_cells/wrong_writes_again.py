"""Cuts the array to nothing and appends old and new rows: every chunk is written again.

Fails: stored chunks stay as they are
Says: an append leaves them alone
"""

import numpy as np
import tables


def append_cells(path, blocks):
    with tables.open_file(path, "a") as file:
        for name, part in (("markers", 0), ("kinds", 1)):
            node = file.get_node("/", name)
            old = node[:]
            counts = np.cumsum([len(old)] + [len(block[part]) for block in blocks])[1:]
            node.truncate(0)
            file.create_array("/", "room", obj=np.zeros(20_000))
            node.append(np.concatenate([old, *(block[part] for block in blocks)]))
            node.flush()
            file.remove_node("/", "room")
    return counts.tolist()
