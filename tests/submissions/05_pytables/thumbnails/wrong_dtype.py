"""Makes floats of the pictures.

Fails: the right cells; the edge of the gate; a gate without cells
Says: pictures of float64; they are stored as uint16
"""

import tables


def thumbnails(path, well, smallest):
    with tables.open_file(path) as file:
        cells = file.root.cells.read_where("(well == w) & (area >= s)", {"w": well, "s": smallest})
    return cells["thumb"].astype(float)
