"""Reads only the rows between the first and the last that a plane needs."""

import struct

import numpy as np


def read_boxes(source, boxes):
    _, nz, ny, nx, itemsize, table = struct.unpack("<4s4IQ", source.read(28))
    source.seek(table)
    places = np.frombuffer(source.read(8 * nz), "<u8")
    dtype = np.dtype(f"uint{8 * itemsize}")

    rows = {}
    for start, stop in boxes:
        for z in range(start[0], stop[0]):
            first, last = rows.get(z, (ny, 0))
            rows[z] = min(first, start[1]), max(last, stop[1])
    planes = {}
    for z, (first, last) in rows.items():
        planes[z] = np.zeros((ny, nx), dtype)
        if places[z]:
            source.seek(int(places[z]) + first * nx * itemsize)
            data = source.read((last - first) * nx * itemsize)
            planes[z][first:last] = np.frombuffer(data, dtype).reshape(-1, nx)
    return [
        np.stack([planes[z] for z in range(a[0], b[0])])[:, a[1] : b[1], a[2] : b[2]]
        for a, b in boxes
    ]
