"""Right: HDF5's own words: a property list with one mapping for each file, written on the disk."""

from pathlib import Path

import h5py
import numpy as np


def link_series(names, shape, dtype, missing):
    whole = (len(names), *shape)
    space = h5py.h5s.create_simple(whole)
    image = h5py.h5s.create_simple(tuple(shape))
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_fill_value(np.array(missing, dtype))
    for t, name in enumerate(names):
        space.select_hyperslab((t, 0, 0), (1, *shape))
        plist.set_virtual(space, name.encode(), b"image", image)
    space.select_all()
    path = Path("series.h5")
    with h5py.File(path, "w") as file:
        kind = h5py.h5t.py_create(np.dtype(dtype), logical=True)
        h5py.h5d.create(file.id, b"series", kind, space, dcpl=plist)
    made = path.read_bytes()
    path.unlink()
    return made
