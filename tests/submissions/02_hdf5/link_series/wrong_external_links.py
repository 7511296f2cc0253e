"""A group of external links: every image can be reached, but it is no array.

Fails: a virtual data set; every file at its time; a missing file shows; the folder can be moved
Says: is no virtual data set
"""

import io

import h5py


def link_series(names, shape, dtype, missing):
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        for t, name in enumerate(names):
            file[f"series/{t}"] = h5py.ExternalLink(name, "image")
    return buffer.getvalue()
