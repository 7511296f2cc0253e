"""Stores the sizes as text, which no program can reckon with.

Fails: sizes and unit as attributes
Says: of type str; expected three numbers
"""

import io

import h5py
import numpy as np


def write_record(planes, voxel_um, specimen):
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.attrs["specimen"] = specimen
        file["raw/nuclei"] = planes
        file["raw/nuclei"].attrs["voxel_size"] = str(voxel_um)
        file["raw/nuclei"].attrs["unit"] = "um"
        file["latest"] = h5py.SoftLink("/raw/nuclei")
    return buffer.getvalue()
