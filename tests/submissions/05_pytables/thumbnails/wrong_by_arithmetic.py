"""Works out where a well lies, as if the cells of every well lay together in the order of wells.

Fails: the right cells; the edge of the gate
Says: but not on a fresh one
"""

import tables


def thumbnails(path, well, smallest):
    with tables.open_file(path) as file:
        table = file.root.cells
        start, stop = well * table.nrows // 384 - 1, (well + 1) * table.nrows // 384 + 2
        cells = table[max(start, 0) : stop]
    return cells["thumb"][(cells["well"] == well) & (cells["area"] >= smallest)]
