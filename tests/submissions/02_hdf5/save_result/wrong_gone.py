"""Writes a copy with the result, and takes the old file away: nothing is left under its name.

Fails: the result is stored; a second run replaces the result; nothing else changes
Says: there is no file at `path` any more
"""

import os

import h5py


def save_result(path, name, image):
    new = path + ".new.h5"
    os.rename(path, new)
    with h5py.File(new, "r+") as file:
        results = file.require_group("results")
        if name in results:
            del results[name]
        results[name] = image
