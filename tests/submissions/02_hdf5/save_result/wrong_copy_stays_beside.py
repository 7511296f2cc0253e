"""Changes a copy, which never takes the place of the old file.

Fails: the result is stored; a second run replaces the result
Says: there is no /results
"""

import shutil

import h5py


def save_result(path, name, image):
    with h5py.File(shutil.copy(path, path + ".changed"), "r+") as file:
        results = file.require_group("results")
        if name in results:
            del results[name]
        results[name] = image
