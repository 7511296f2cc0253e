"""Reads the rows of each box by themselves: boxes that overlap read them again.

Fails: no plane is read twice
Says: were read more than once
"""

import struct

import numpy as np


def read_boxes(source, boxes):
    _, nz, ny, nx, itemsize, table = struct.unpack("<4s4IQ", source.read(28))
    source.seek(table)
    places = np.frombuffer(source.read(8 * nz), "<u8")
    dtype = np.dtype(f"uint{8 * itemsize}")

    def read_plane(z):
        if not places[z]:
            return np.zeros((ny, nx), dtype)
        source.seek(int(places[z]))
        return np.frombuffer(source.read(ny * nx * itemsize), dtype).reshape(ny, nx)

    def read_row(z, y, first, last):
        if not places[z]:
            return np.zeros(last - first, dtype)
        source.seek(int(places[z]) + (y * nx + first) * itemsize)
        return np.frombuffer(source.read((last - first) * itemsize), dtype)

    return [
        np.stack(
            [
                np.stack([read_row(z, y, a[2], b[2]) for y in range(a[1], b[1])])
                for z in range(a[0], b[0])
            ]
        )
        for a, b in boxes + boxes[:1]
    ][: len(boxes)]
