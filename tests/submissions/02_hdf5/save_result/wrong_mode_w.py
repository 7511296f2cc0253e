"""Opens with w, which empties the file first.

Fails: a second run replaces the result; nothing else changes
Says: in which mode was it opened
"""

import h5py


def save_result(path, name, image):
    with h5py.File(path, "w") as file:
        file[f"results/{name}"] = image
