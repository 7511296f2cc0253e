"""Divides the planes too: a TIFF has a page per plane.

Fails: pages; strips; bytes of whole strips; the ragged last strip
Says: pages for the box
"""


def plan_read(shape, itemsize, rows, start, stop):
    _, length, width = shape
    pages = (stop[0] - 1) // rows - start[0] // rows + 1
    first, last = start[1] // rows, (stop[1] - 1) // rows
    read_rows = min((last + 1) * rows, length) - first * rows
    return pages, pages * (last - first + 1), pages * read_rows * width * itemsize
