"""Reads the table and looks for the cells in memory.

Fails: little is held
Says: the limit is 16.0 MiB
"""

import tables


def thumbnails(path, well, smallest):
    with tables.open_file(path) as file:
        cells = file.root.cells[:]
    return cells["thumb"][(cells["well"] == well) & (cells["area"] >= smallest)]
