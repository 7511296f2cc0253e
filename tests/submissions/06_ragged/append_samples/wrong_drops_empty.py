"""Leaves out samples without values.

Fails: nothing to append, or nothing in it; after a run that was stopped
Says: offsets has the shape
"""

import h5py
import numpy as np


def append_samples(path, samples):
    samples = [sample for sample in samples if sample.size]
    with h5py.File(path, "r+") as file:
        end, n = int(file["offsets"][-1]), len(file["offsets"]) - 1
        file["flat"].resize(end, axis=0)
        file["shapes"].resize(n, axis=0)
        if not samples:
            return
        parts = {
            "flat": np.concatenate([sample.ravel() for sample in samples]),
            "shapes": np.array([sample.shape for sample in samples]),
            "offsets": end + np.cumsum([sample.size for sample in samples]),
        }
        for name, part in parts.items():
            old = len(file[name])
            file[name].resize(old + len(part), axis=0)
            file[name][old:] = part
