"""Right: the rows that fit by division, none fitting caught by `or`."""

import numpy as np
import tables


def create_growing(path, where, name, dtype, row_shape, max_chunk_bytes):
    atom = tables.Atom.from_dtype(np.dtype(dtype))
    fit, _ = divmod(max_chunk_bytes, atom.size * int(np.prod(row_shape)))
    with tables.open_file(path, "a", filters=tables.Filters(4, "zlib", True)) as file:
        file.create_earray(
            where,
            name,
            atom,
            (0,) + tuple(row_shape),
            chunkshape=(fit or 1,) + tuple(row_shape),
            filters=tables.Filters(4, "zlib", shuffle=True),
            createparents=True,
        )
