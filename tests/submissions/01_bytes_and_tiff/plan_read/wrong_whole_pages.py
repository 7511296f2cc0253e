"""Reads whole pages, as many viewers do.

Fails: strips; bytes of whole strips; the ragged last strip
Says: strips for the box
"""


def plan_read(shape, itemsize, rows, start, stop):
    pages = stop[0] - start[0]
    strips = -(-shape[1] // rows)
    return pages, pages * strips, pages * shape[1] * shape[2] * itemsize
