"""Asks for one column: where all cells of the well fit, PyTables reads them through its buffer.

Fails: little is held
Says: `field=` and `.cols` read rows that lie together
"""

import tables


def thumbnails(path, well, smallest):
    condition = "(well == w) & (area >= s)"
    with tables.open_file(path) as file:
        return file.root.cells.read_where(condition, {"w": well, "s": smallest}, field="thumb")
