"""Divides with a single slash.

Fails: strips; bytes of whole strips; the ragged last strip
Says: a count is whole: divide with //
"""

import math


def plan_read(shape, itemsize, rows, start, stop):
    pages = stop[0] - start[0]
    strips = (math.ceil(stop[1] / rows) * rows - start[1] // rows * rows) / rows
    read_rows = min(start[1] // rows * rows + strips * rows, shape[1]) - start[1] // rows * rows
    return pages, pages * strips, pages * read_rows * shape[2] * itemsize
