"""Creates the group anew, which fails when it is there.

Fails: a second run replaces the result; nothing else is lost
Says: name already exists
"""

import io

import h5py


def save_result(record, name, image):
    buffer = io.BytesIO(record)
    with h5py.File(buffer, "r+") as file:
        results = file.create_group("results")
        if name in results:
            del results[name]
        results[name] = image
    return buffer.getvalue()
