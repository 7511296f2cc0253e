"""Copies the arrays into a new file and forgets attributes and links.

Fails: nothing else is lost
Says: has no attribute
"""

import io

import h5py


def save_result(record, name, image):
    arrays = {}
    with h5py.File(io.BytesIO(record), "r") as old:
        old.visititems(
            lambda path, item: (
                arrays.update({path: item[()]}) if isinstance(item, h5py.Dataset) else None
            )
        )
    arrays[f"results/{name}"] = image
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as new:
        for path, array in arrays.items():
            new[path] = array
    return buffer.getvalue()
