"""Takes the largest number of 16 bits for what is missing, whatever was asked.

Fails: a missing file shows
Says: but not on a fresh one
"""

import io

import h5py


def link_series(names, shape, dtype, missing):
    layout = h5py.VirtualLayout(shape=(len(names), *shape), dtype=dtype)
    for t, name in enumerate(names):
        layout[t] = h5py.VirtualSource(name, "image", shape=shape, dtype=dtype)
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.create_virtual_dataset(
            "series", layout, fillvalue=65535 if dtype == "uint16" else missing
        )
    return buffer.getvalue()
