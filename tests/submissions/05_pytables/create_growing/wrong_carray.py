"""A CArray of one row: it has chunks, and cannot grow.

Fails: an array that grows
Says: is of the class CARRAY
"""

import numpy as np
import tables


def create_growing(path, where, name, dtype, row_shape, max_chunk_bytes):
    atom = tables.Atom.from_dtype(np.dtype(dtype))
    rows = max(1, max_chunk_bytes // (atom.size * int(np.prod(row_shape))))
    packed = tables.Filters(complevel=4, complib="zlib")
    with tables.open_file(path, "a") as file:
        file.create_carray(
            where,
            name,
            atom,
            (rows, *row_shape),
            chunkshape=(rows, *row_shape),
            filters=packed,
            createparents=True,
        )
