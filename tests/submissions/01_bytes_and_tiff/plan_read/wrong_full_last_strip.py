"""Expects the last strip to be as full as the others.

Fails: the ragged last strip; bytes of whole strips
Says: you said
"""


def plan_read(shape, itemsize, rows, start, stop):
    _, length, width = shape
    pages = stop[0] - start[0]
    first, last = start[1] // rows, (stop[1] - 1) // rows
    read_rows = (last + 1 - first) * rows
    return pages, pages * (last - first + 1), pages * read_rows * width * itemsize
