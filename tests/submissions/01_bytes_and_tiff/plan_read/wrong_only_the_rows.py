"""Counts the rows of the box, not those of the strips.

Fails: bytes of whole strips; the ragged last strip
Says: bytes on the meter
"""


def plan_read(shape, itemsize, rows, start, stop):
    _, length, width = shape
    pages = stop[0] - start[0]
    first, last = start[1] // rows, (stop[1] - 1) // rows
    read_rows = stop[1] - start[1]
    return pages, pages * (last - first + 1), pages * read_rows * width * itemsize
