"""No row fits into the limit, and the chunk gets a length of 0.

Fails: an array that grows; the longest chunk that fits; type and filter; the rest of the file stays
Says: stopped with
"""

import numpy as np
import tables


def create_growing(path, where, name, dtype, row_shape, max_chunk_bytes):
    atom = tables.Atom.from_dtype(np.dtype(dtype))
    rows = max_chunk_bytes // (atom.size * int(np.prod(row_shape)))
    packed = tables.Filters(complevel=4, complib="zlib")
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
