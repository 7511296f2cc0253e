"""Appends behind the last value, whether a sample owns it or not.

Fails: after a run that was stopped; nothing to append, or nothing in it
Says: flat has the shape
"""

import h5py
import numpy as np


def append_samples(path, samples):
    if not samples:
        return
    with h5py.File(path, "r+") as file:
        parts = {
            "flat": np.concatenate([sample.ravel() for sample in samples]),
            "shapes": np.array([sample.shape for sample in samples]),
            "offsets": file["offsets"][-1] + np.cumsum([sample.size for sample in samples]),
        }
        for name, part in parts.items():
            old = len(file[name])
            file[name].resize(old + len(part), axis=0)
            file[name][old:] = part
