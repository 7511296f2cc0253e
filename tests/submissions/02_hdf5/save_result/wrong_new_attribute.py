"""Notes on the group when it was changed last.

Fails: nothing else changes
Says: has a new attribute, 'last_run'
"""

import h5py


def save_result(path, name, image):
    with h5py.File(path, "r+") as file:
        results = file.require_group("results")
        results.pop(name, None)
        results[name] = image
        results.attrs["last_run"] = "today"
