"""Counts the runs in an attribute of its own making, in the root group.

Fails: nothing else changes
Says: the attribute 'runs' of / was 3, now it is 4
"""

import h5py


def save_result(path, name, image):
    with h5py.File(path, "r+") as file:
        file.attrs["runs"] = file.attrs["runs"] + 1
        file.require_group("results").pop(name, None)
        file["results"][name] = image
