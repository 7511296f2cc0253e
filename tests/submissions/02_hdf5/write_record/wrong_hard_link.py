"""Assigns the data set itself: a second name for it, not a soft link.

Fails: the soft link
Says: is no soft link
"""

import io

import h5py
import numpy as np


def write_record(planes, voxel_um, specimen):
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.attrs["specimen"] = specimen
        file["raw/nuclei"] = planes
        file["raw/nuclei"].attrs["voxel_size"] = np.array(voxel_um)
        file["raw/nuclei"].attrs["unit"] = "um"
        file["latest"] = file["raw/nuclei"]
    return buffer.getvalue()
