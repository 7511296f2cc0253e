"""Never closes the file: what it returns is the old bytes.

Fails: the result is stored; a second run replaces the result
Says: there is no /results
"""

import io

import h5py


def save_result(record, name, image):
    buffer = io.BytesIO(record)
    file = h5py.File(buffer, "r+")
    results = file.require_group("results")
    if name in results:
        del results[name]
    results[name] = image
    return buffer.getvalue()
