"""Stops one too early: the last file is never linked.

Fails: every file at its time; a missing file shows
Says: is not what its file holds
"""

import io

import h5py


def link_series(names, shape, dtype, missing):
    layout = h5py.VirtualLayout(shape=(len(names), *shape), dtype=dtype)
    for t, name in enumerate(names[:-1]):
        layout[t] = h5py.VirtualSource(name, "image", shape=shape, dtype=dtype)
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.create_virtual_dataset("series", layout, fillvalue=missing)
    return buffer.getvalue()
