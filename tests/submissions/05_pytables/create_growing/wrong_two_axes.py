"""Takes the first and the last axis of a row for all of it.

Fails: the longest chunk that fits
Says: but not on a fresh one
"""

import numpy as np
import tables


def create_growing(path, where, name, dtype, row_shape, max_chunk_bytes):
    atom = tables.Atom.from_dtype(np.dtype(dtype))
    elements = row_shape[0] * row_shape[-1] if len(row_shape) > 1 else row_shape[0]
    rows = max(1, max_chunk_bytes // (atom.size * elements))
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
