"""Takes one name out with care, in a file that w has emptied.

Fails: a second run replaces the result; nothing else changes
Says: in which mode was it opened
"""

import h5py


def save_result(path, name, image):
    with h5py.File(path, "w") as file:
        results = file.require_group("results")
        if name in results:
            del results[name]
        results[name] = image
