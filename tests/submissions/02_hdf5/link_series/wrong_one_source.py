"""Makes the source once, outside of the loop: every time point is the first.

Fails: every file at its time; a missing file shows
Says: time 1 is not what its file holds
"""

import io

import h5py


def link_series(names, shape, dtype, missing):
    layout = h5py.VirtualLayout(shape=(len(names), *shape), dtype=dtype)
    source = h5py.VirtualSource(names[0], "image", shape=shape, dtype=dtype)
    for t in range(len(names)):
        layout[t] = source
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.create_virtual_dataset("series", layout, fillvalue=missing)
    return buffer.getvalue()
