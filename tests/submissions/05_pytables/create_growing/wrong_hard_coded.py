"""Chunks for the inputs one can see.

Fails: the longest chunk that fits
Says: but not on a fresh one
"""

import numpy as np
import tables


def create_growing(path, where, name, dtype, row_shape, max_chunk_bytes):
    rows = {(2,): 6250, (40, 30): 3}.get(tuple(row_shape), 1)
    packed = tables.Filters(complevel=4, complib="zlib")
    with tables.open_file(path, "a") as file:
        file.create_earray(
            where,
            name,
            tables.Atom.from_dtype(np.dtype(dtype)),
            (0, *row_shape),
            chunkshape=(rows, *row_shape),
            filters=packed,
            createparents=True,
        )
