"""Takes `stop` for the last row.

Fails: strips; bytes of whole strips
Says: you said 4, there are 2 strips
"""


def plan_read(shape, itemsize, rows, start, stop):
    _, length, width = shape
    pages = stop[0] - start[0]
    first, last = start[1] // rows, min(stop[1], length - 1) // rows
    read_rows = min((last + 1) * rows, length) - first * rows
    return pages, pages * (last - first + 1), pages * read_rows * width * itemsize
