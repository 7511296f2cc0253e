"""Asks for chunks of 8,192 values, which a shorter row does not allow.

Fails: the values in a row; where each sample begins; bytes per sample; little is held
Says: but not on a fresh one
"""

import h5py
import numpy as np


def unpad(source, path):
    with h5py.File(source, "r") as file, h5py.File(path, "r+") as out:
        padded, lengths = file["padded"], file["lengths"][:]
        offsets = np.concatenate([[0], np.cumsum(lengths, dtype="int64")])
        out["offsets"] = offsets
        flat = out.create_dataset(
            "flat", (offsets[-1],), padded.dtype, chunks=(8192,), compression="gzip", shuffle=True
        )
        step = max(1, 2**20 // (padded.shape[1] * padded.dtype.itemsize))
        for a in range(0, len(lengths), step):
            rows = padded[a : a + step]
            b = a + len(rows)
            values = [row[:n] for row, n in zip(rows, lengths[a:b], strict=True)]
            flat[offsets[a] : offsets[b]] = np.concatenate(values)
