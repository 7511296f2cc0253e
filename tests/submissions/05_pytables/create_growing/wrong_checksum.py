"""Adds a checksum to the filter.

Fails: type and filter
Says: and a checksum
"""

import numpy as np
import tables


def create_growing(path, where, name, dtype, row_shape, max_chunk_bytes):
    atom = tables.Atom.from_dtype(np.dtype(dtype))
    rows = max(1, max_chunk_bytes // (atom.size * int(np.prod(row_shape))))
    packed = tables.Filters(complevel=4, complib="zlib", fletcher32=True)
    with tables.open_file(path, "a") as file:
        file.create_earray(
            where,
            name,
            atom,
            (0, *row_shape),
            chunkshape=(rows, *row_shape),
            filters=packed,
            createparents=True,
        )
