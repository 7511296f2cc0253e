"""Copies the file node by node and appends to the copy: nothing is lost, and all is written again.

Fails: stored chunks stay as they are
Says: an append leaves them alone
"""

import shutil

import tables


def append_cells(path, blocks):
    tables.copy_file(path, path + ".new")
    counts = []
    with tables.open_file(path + ".new", "a") as file:
        for markers, kinds in blocks:
            file.root.markers.append(markers)
            file.root.kinds.append(kinds)
            counts.append(int(file.root.kinds.nrows))
    shutil.move(path + ".new", path)
    return counts
