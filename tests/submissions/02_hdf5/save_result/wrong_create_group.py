"""Creates the group anew, which fails when it is there.

Fails: a second run replaces the result; nothing else changes
Says: name already exists
"""

import h5py


def save_result(path, name, image):
    with h5py.File(path, "r+") as file:
        results = file.create_group("results")
        if name in results:
            del results[name]
        results[name] = image
