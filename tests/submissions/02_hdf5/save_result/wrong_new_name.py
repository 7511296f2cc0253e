"""Finds a free name instead of replacing.

Fails: a second run replaces the result; nothing else changes
Says: of /results/projection differ
"""

import h5py


def save_result(path, name, image):
    with h5py.File(path, "r+") as file:
        results = file.require_group("results")
        free = name
        while free in results:
            free += "_new"
        results[free] = image
