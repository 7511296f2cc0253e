"""Every array becomes float64, with chunks for float64.

Fails: the longest chunk that fits; type and filter
Says: dtype float64
"""

import numpy as np
import tables


def create_growing(path, where, name, dtype, row_shape, max_chunk_bytes):
    rows = max(1, max_chunk_bytes // (8 * int(np.prod(row_shape))))
    packed = tables.Filters(complevel=4, complib="zlib")
    with tables.open_file(path, "a") as file:
        file.create_earray(
            where,
            name,
            tables.Float64Atom(),
            (0, *row_shape),
            chunkshape=(rows, *row_shape),
            filters=packed,
            createparents=True,
        )
