"""A condition that says the same and cannot use the index.

Fails: little is held
Says: does your condition use it?
"""

import tables


def thumbnails(path, well, smallest):
    condition = "(abs(well - w) < 1) & (area >= s)"
    with tables.open_file(path) as file:
        return file.root.cells.read_where(condition, {"w": well, "s": smallest})["thumb"]
