"""Clears all results to make room for one.

Fails: nothing else changes
Says: /results
"""

import h5py


def save_result(path, name, image):
    with h5py.File(path, "r+") as file:
        if "results" in file:
            del file["results"]
        file[f"results/{name}"] = image
