"""Batches of about a megabyte, cut out with a mask."""

import h5py
import numpy as np


def unpad(source, path):
    with h5py.File(source, "r") as file, h5py.File(path, "a") as out:
        padded, lengths = file["padded"], file["lengths"][:].astype("int64")
        offsets = np.append(0, lengths.cumsum())
        flat = out.create_dataset(
            "flat", (offsets[-1],), padded.dtype, compression="gzip", compression_opts=1
        )
        out["offsets"] = offsets
        rows = max(1, 2**20 // (padded.shape[1] * padded.dtype.itemsize))
        for a in range(0, len(lengths), rows):
            block = padded[a : a + rows]
            kept = block[np.arange(block.shape[1]) < lengths[a : a + rows, None]]
            flat[offsets[a] : offsets[a] + len(kept)] = kept
