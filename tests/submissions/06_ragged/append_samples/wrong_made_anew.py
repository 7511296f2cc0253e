"""Deletes offsets and shapes and makes them anew, able to grow, but in other chunks.

Fails: old and new samples; after a run that was stopped; nothing to append, or nothing in it
Says: was made anew
"""

import h5py
import numpy as np


def append_samples(path, samples):
    with h5py.File(path, "r+") as file:
        offsets = file["offsets"][:]
        shapes = file["shapes"][: len(offsets) - 1]
        end = int(offsets[-1])
        sizes = np.array([sample.size for sample in samples], "int64")
        offsets = np.concatenate([offsets, end + np.cumsum(sizes)])
        new = np.array([sample.shape for sample in samples], shapes.dtype).reshape(-1, 2)
        del file["offsets"], file["shapes"]
        shapes = np.concatenate([shapes, new])
        file.create_dataset("offsets", data=offsets, maxshape=(None,))
        file.create_dataset("shapes", data=shapes, maxshape=(None, 2))
        file["flat"].resize(end, axis=0)
        file["flat"].resize(offsets[-1], axis=0)
        for sample in samples:
            file["flat"][end : end + sample.size] = sample.ravel()
            end += sample.size
