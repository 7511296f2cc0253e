"""Cuts the text to what fits into a column of a table.

Fails: text that comes back as text
Says: but not on a fresh one
"""

import io

import h5py
import numpy as np


def write_record(planes, voxel_um, specimen):
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.attrs["specimen"] = specimen[:24]
        file["raw/nuclei"] = planes
        file["raw/nuclei"].attrs["voxel_size"] = np.array(voxel_um)
        file["raw/nuclei"].attrs["unit"] = "um"
        file["latest"] = h5py.SoftLink("/raw/nuclei")
    return buffer.getvalue()
