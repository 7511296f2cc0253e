"""Makes a whole number, without sign, of what stands for missing.

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
            "series", layout, fillvalue=abs(int(missing)) if missing == missing else 0
        )
    return buffer.getvalue()
