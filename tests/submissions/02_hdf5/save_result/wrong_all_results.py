"""Clears all results to make room for one.

Fails: nothing else is lost
Says: /results
"""

import io

import h5py


def save_result(record, name, image):
    buffer = io.BytesIO(record)
    with h5py.File(buffer, "r+") as file:
        if "results" in file:
            del file["results"]
        file[f"results/{name}"] = image
    return buffer.getvalue()
