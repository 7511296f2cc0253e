"""Keeps the old result under another name: the file grows a little with every run.

Fails: nothing else changes
Says: the file also holds /results/projection_old
"""

import h5py


def save_result(path, name, image):
    with h5py.File(path, "r+") as file:
        results = file.require_group("results")
        if name in results:
            results.pop(f"{name}_old", None)
            results.move(name, f"{name}_old")
        results[name] = image
