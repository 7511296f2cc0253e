"""Names the sources with the folder of today: after a move they are not found.

Fails: every file at its time; a missing file shows; the folder can be moved
Says: expected a name as it was given
"""

import io
import os

import h5py


def link_series(names, shape, dtype, missing):
    layout = h5py.VirtualLayout(shape=(len(names), *shape), dtype=dtype)
    for t, name in enumerate(names):
        layout[t] = h5py.VirtualSource(os.path.abspath(name), "image", shape=shape, dtype=dtype)
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.create_virtual_dataset("series", layout, fillvalue=missing)
    return buffer.getvalue()
