"""Reads the table and whatever comes behind it.

Fails: only the planes it needs; no plane is read twice
Says: is in no box
"""

import functools
import struct

import numpy as np


def read_boxes(source, boxes):
    _, nz, ny, nx, itemsize, table = struct.unpack("<4s4IQ", source.read(28))
    source.seek(table)
    places = np.frombuffer(source.read()[: 8 * nz], "<u8")
    dtype = np.dtype(f"uint{8 * itemsize}")

    @functools.cache
    def read_plane(z):
        if not places[z]:
            return np.zeros((ny, nx), dtype)
        source.seek(int(places[z]))
        return np.frombuffer(source.read(ny * nx * itemsize), dtype).reshape(ny, nx)

    return [
        np.stack([read_plane(z)[a[1] : b[1], a[2] : b[2]] for z in range(a[0], b[0])])
        for a, b in boxes
    ]
