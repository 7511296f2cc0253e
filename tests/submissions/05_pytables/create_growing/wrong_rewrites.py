"""Reads what is there, empties the file and writes it again, without the attributes.

Fails: the rest of the file stays
Says: in which mode was it opened?
"""

import numpy as np
import tables


def create_growing(path, where, name, dtype, row_shape, max_chunk_bytes):
    with tables.open_file(path) as file:
        old = {node._v_pathname: node[:] for node in file.walk_nodes("/", "Array")}
    atom = tables.Atom.from_dtype(np.dtype(dtype))
    rows = max(1, max_chunk_bytes // (atom.size * int(np.prod(row_shape))))
    packed = tables.Filters(complevel=4, complib="zlib")
    with tables.open_file(path, "w") as file:
        for place, data in old.items():
            group, _, last = place.rpartition("/")
            file.create_array(group or "/", last, obj=data, createparents=True)
        file.create_earray(
            where,
            name,
            atom,
            (0, *row_shape),
            chunkshape=(rows, *row_shape),
            filters=packed,
            createparents=True,
        )
