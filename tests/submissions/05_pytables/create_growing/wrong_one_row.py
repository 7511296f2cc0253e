"""A chunk for each row: safe, and far too many.

Fails: the longest chunk that fits
Says: and more whole rows would fit
"""

import numpy as np
import tables


def create_growing(path, where, name, dtype, row_shape, max_chunk_bytes):
    packed = tables.Filters(complevel=4, complib="zlib")
    with tables.open_file(path, "a") as file:
        file.create_earray(
            where,
            name,
            tables.Atom.from_dtype(np.dtype(dtype)),
            (0, *row_shape),
            chunkshape=(1, *row_shape),
            filters=packed,
            createparents=True,
        )
