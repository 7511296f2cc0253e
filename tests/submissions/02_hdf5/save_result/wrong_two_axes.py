"""Believes that a result always has two axes.

Fails: the result is stored; nothing else changes
Says: but not on a fresh one
"""

import h5py


def save_result(path, name, image):
    height, width = image.shape
    with h5py.File(path, "r+") as file:
        results = file.require_group("results")
        results.pop(name, None)
        results.create_dataset(name, (height, width), image.dtype)[...] = image
