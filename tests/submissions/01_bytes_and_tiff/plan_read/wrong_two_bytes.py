"""Takes every voxel for two bytes.

Fails: bytes of whole strips
Says: bytes on the meter
"""


def plan_read(shape, itemsize, rows, start, stop):
    _, length, width = shape
    pages = stop[0] - start[0]
    first, last = start[1] // rows, (stop[1] - 1) // rows
    read_rows = min((last + 1) * rows, length) - first * rows
    return pages, pages * (last - first + 1), pages * read_rows * width * 2
