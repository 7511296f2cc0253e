"""Leaves out planes that were never taken.

Fails: planes that were never taken
Says: the shape is
"""

import functools
import struct

import numpy as np


def read_boxes(source, boxes):
    _, nz, ny, nx, itemsize, table = struct.unpack("<4s4IQ", source.read(28))
    source.seek(table)
    places = np.frombuffer(source.read(8 * nz), "<u8")
    dtype = np.dtype(f"uint{8 * itemsize}")

    @functools.cache
    def read_plane(z):
        source.seek(int(places[z]))
        return np.frombuffer(source.read(ny * nx * itemsize), dtype).reshape(ny, nx)

    found = []
    for a, b in boxes:
        planes = [read_plane(z) for z in range(a[0], b[0]) if places[z]]
        planes = np.stack(planes) if planes else np.zeros((0, ny, nx), dtype)
        found.append(planes[:, a[1] : b[1], a[2] : b[2]])
    return found
