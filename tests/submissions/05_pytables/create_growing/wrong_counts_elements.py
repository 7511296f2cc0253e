"""Takes the limit for a number of elements.

Fails: the longest chunk that fits
Says: and one row has 16 bytes
"""

import numpy as np
import tables


def create_growing(path, where, name, dtype, row_shape, max_chunk_bytes):
    rows = max(1, max_chunk_bytes // int(np.prod(row_shape)))
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
