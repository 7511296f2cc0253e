"""Leaves a result that is there already as it is: the old one stays.

Fails: a second run replaces the result
Says: of /results/projection differ
"""

import h5py


def save_result(path, name, image):
    with h5py.File(path, "r+") as file:
        results = file.require_group("results")
        if name not in results:
            results[name] = image
