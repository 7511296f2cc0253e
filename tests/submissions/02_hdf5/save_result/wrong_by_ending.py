"""Deletes whatever the file holds under a path that ends in the name.

Fails: nothing else changes
Says: but not on a fresh one
"""

import h5py


def save_result(path, name, image):
    with h5py.File(path, "r+") as file:
        found = []
        file.visit(lambda where: found.append(where) if where.endswith(name) else None)
        for where in found:
            del file[where]
        file[f"results/{name}"] = image
