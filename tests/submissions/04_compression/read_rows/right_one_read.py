"""The bands lie next to each other: one read for all of them, then a stream of unpackers."""

import zlib

import h5py
import numpy as np


def read_rows(source, start, stop):
    with h5py.File(source, "r") as file:
        packed, starts = file["packed"], file["starts"]
        columns, rows = int(packed.attrs["shape"][1]), int(packed.attrs["rows"])
        dtype = np.dtype(packed.attrs["dtype"])
        first = start // rows
        edges = starts[first : -(-stop // rows) + 1]
        left = packed[edges[0] : edges[-1]].tobytes()
    image = b""
    while left:
        unpacker = zlib.decompressobj()
        image += unpacker.decompress(left)
        left = unpacker.unused_data
    begin = (start - first * rows) * columns * dtype.itemsize
    end = begin + (stop - start) * columns * dtype.itemsize
    return np.frombuffer(image[begin:end], dtype).reshape(stop - start, columns)
