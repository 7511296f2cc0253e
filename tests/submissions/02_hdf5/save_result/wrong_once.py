"""Works the first time; the second time the name is taken.

Fails: a second run replaces the result
Says: name already exists
"""

import h5py


def save_result(path, name, image):
    with h5py.File(path, "r+") as file:
        file.require_group("results").create_dataset(name, data=image)
