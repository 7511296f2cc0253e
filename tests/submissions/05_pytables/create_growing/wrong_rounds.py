"""Rounds the quotient: 3.9 rows become 4, and the chunk is larger than the limit.

Fails: the longest chunk that fits
Says: and one row has 2,400 bytes
"""

import numpy as np
import tables


def create_growing(path, where, name, dtype, row_shape, max_chunk_bytes):
    atom = tables.Atom.from_dtype(np.dtype(dtype))
    rows = max(1, round(max_chunk_bytes / (atom.size * int(np.prod(row_shape)))))
    with tables.open_file(path, "a") as file:
        file.create_earray(
            where,
            name,
            atom,
            (0, *row_shape),
            chunkshape=(rows, *row_shape),
            filters=tables.Filters(complevel=4, complib="zlib"),
            createparents=True,
        )
