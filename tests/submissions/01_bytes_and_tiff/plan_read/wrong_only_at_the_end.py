"""Knows that the last strip is short, and looks for it only where the box ends with the page.

Fails: the ragged last strip
Says: bytes on the meter for the box (1, 62, 0) to (4, 70, 41)
"""


def plan_read(shape, itemsize, rows, start, stop):
    rows = min(rows, shape[1])
    pages = stop[0] - start[0]
    strips = (stop[1] - 1) // rows - start[1] // rows + 1
    held = strips * rows
    if stop[1] == shape[1] and shape[1] % rows:
        held -= rows - shape[1] % rows
    return pages, pages * strips, pages * held * shape[2] * itemsize
