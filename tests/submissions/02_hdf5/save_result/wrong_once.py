"""Works the first time; the second time the name is taken.

Fails: a second run replaces the result
Says: name already exists
"""

import io

import h5py


def save_result(record, name, image):
    buffer = io.BytesIO(record)
    with h5py.File(buffer, "r+") as file:
        file.require_group("results").create_dataset(name, data=image)
    return buffer.getvalue()
