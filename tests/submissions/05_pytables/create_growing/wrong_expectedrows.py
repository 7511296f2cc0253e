"""Hints with expectedrows and leaves the chunk to PyTables.

Fails: the longest chunk that fits
Says: the limit is 97.7 KiB
"""

import numpy as np
import tables


def create_growing(path, where, name, dtype, row_shape, max_chunk_bytes):
    atom = tables.Atom.from_dtype(np.dtype(dtype))
    rows = max(1, max_chunk_bytes // (atom.size * int(np.prod(row_shape))))
    packed = tables.Filters(complevel=4, complib="zlib")
    with tables.open_file(path, "a") as file:
        file.create_earray(
            where,
            name,
            atom,
            (0, *row_shape),
            expectedrows=rows,
            filters=packed,
            createparents=True,
        )
