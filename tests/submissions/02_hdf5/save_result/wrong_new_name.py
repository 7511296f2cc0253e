"""Finds a free name instead of replacing.

Fails: a second run replaces the result
Says: of /results/projection differ
"""

import io

import h5py


def save_result(record, name, image):
    buffer = io.BytesIO(record)
    with h5py.File(buffer, "r+") as file:
        results = file.require_group("results")
        free = name
        while free in results:
            free += "_new"
        results[free] = image
    return buffer.getvalue()
