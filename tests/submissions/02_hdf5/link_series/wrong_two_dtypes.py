"""Knows two dtypes.

Fails: a virtual data set
Says: but not on a fresh one
"""

import io

import h5py


def link_series(names, shape, dtype, missing):
    layout = h5py.VirtualLayout(
        shape=(len(names), *shape), dtype=("float32" if dtype == "float32" else "uint16")
    )
    for t, name in enumerate(names):
        layout[t] = h5py.VirtualSource(
            name, "image", shape=shape, dtype=("float32" if dtype == "float32" else "uint16")
        )
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.create_virtual_dataset("series", layout, fillvalue=missing)
    return buffer.getvalue()
