"""Keeps the 32 bits of the lengths in the offsets, and the values in another dtype than they had.

Fails: where each sample begins
Says: offsets has the dtype int32, expected int64
"""

import h5py
import numpy as np


def unpad(source, path):
    with h5py.File(source, "r") as file, h5py.File(path, "r+") as out:
        padded, lengths = file["padded"], file["lengths"][:]
        offsets = np.concatenate([[0], np.cumsum(lengths, dtype="int64")])
        out["offsets"] = offsets.astype("int32")
        flat = out.create_dataset(
            "flat",
            (offsets[-1],),
            padded.dtype,
            chunks=(min(8192, int(offsets[-1])),),
            compression="gzip",
        )
        for a in range(0, len(lengths), 32):
            rows = padded[a : a + 32]
            part = np.concatenate([row[:n] for row, n in zip(rows, lengths[a : a + 32])])
            flat[offsets[a] : offsets[a] + len(part)] = part
