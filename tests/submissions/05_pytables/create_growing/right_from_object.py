"""Right: an EArray made from an array without rows; the group is made by hand."""

import math

import numpy as np
import tables


def create_growing(path, where, name, dtype, row_shape, max_chunk_bytes):
    empty = np.empty((0, *row_shape), dtype)
    length = 1
    while (length + 1) * math.prod(row_shape) * empty.itemsize <= max_chunk_bytes:
        length += 1
    with tables.open_file(path, "r+") as file:
        if where not in file:
            parent = "/"
            for group in where.strip("/").split("/"):
                parent = file.create_group(parent, group)
        packed = tables.Filters(complib="zlib", complevel=4)
        file.create_earray(where, name, obj=empty, filters=packed, chunkshape=(length, *row_shape))
