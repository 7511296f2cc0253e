"""Lets cells through that are a little too small.

Fails: the edge of the gate
Says: pictures of well
"""

import tables


def thumbnails(path, well, smallest):
    with tables.open_file(path) as file:
        cells = file.root.cells.read_where(
            "(well == w) & (area > s - 0.2)", {"w": well, "s": smallest}
        )
    return cells["thumb"]
