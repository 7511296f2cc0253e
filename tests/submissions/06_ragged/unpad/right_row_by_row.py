"""One row at a time, of which only the measured values are read; the row grows."""

import h5py
import numpy as np


def unpad(source, path):
    with h5py.File(source, "r") as file, h5py.File(path, "r+") as out:
        padded, ends = file["padded"], [0]
        flat = out.create_dataset(
            "flat", (0,), padded.dtype, maxshape=(None,), chunks=(16384,), compression="lzf",
            shuffle=True,
        )  # fmt: skip
        for i, n in enumerate(file["lengths"][:].tolist()):
            ends.append(ends[-1] + n)
            flat.resize((ends[-1],))
            flat[ends[-2] :] = padded[i, :n]
        out["offsets"] = np.array(ends, "int64")
