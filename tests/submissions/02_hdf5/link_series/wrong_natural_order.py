"""Sorts by the number in the name: the order of time is the order of the list.

Fails: every file at its time
Says: but not on a fresh one
"""

import io
import re

import h5py


def link_series(names, shape, dtype, missing):
    layout = h5py.VirtualLayout(shape=(len(names), *shape), dtype=dtype)
    for t, name in enumerate(
        sorted(names, key=lambda name: int("0" + re.sub("[^0-9]", "", name[:-3])))
    ):
        layout[t] = h5py.VirtualSource(name, "image", shape=shape, dtype=dtype)
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.create_virtual_dataset("series", layout, fillvalue=missing)
    return buffer.getvalue()
