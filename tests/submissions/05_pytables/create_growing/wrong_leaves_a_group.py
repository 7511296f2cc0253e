"""Tries the array out in a group of its own, and leaves the group there.

Fails: the rest of the file stays
Says: the file holds /trial as well
"""

import numpy as np
import tables


def create_growing(path, where, name, dtype, row_shape, max_chunk_bytes):
    atom = tables.Atom.from_dtype(np.dtype(dtype))
    rows = max(1, max_chunk_bytes // (atom.size * int(np.prod(row_shape))))
    shape, chunk = (0, *row_shape), (rows, *row_shape)
    packed = tables.Filters(complevel=4, complib="zlib")
    options = {"filters": packed, "chunkshape": chunk, "createparents": True}
    with tables.open_file(path, "a") as file:
        trial = file.create_earray("/trial", name, atom, shape, **options)
        assert trial.chunkshape == chunk
        trial.remove()
        file.create_earray(where, name, atom, shape, **options)
