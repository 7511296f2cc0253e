"""Hangs the voxel size on the group, where the data set does not know of it.

Fails: sizes and unit as attributes
Says: /raw/nuclei has no attribute
"""

import io

import h5py
import numpy as np


def write_record(planes, voxel_um, specimen):
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.attrs["specimen"] = specimen
        raw = file.create_group("raw")
        raw["nuclei"] = planes
        raw.attrs["voxel_size"] = np.array(voxel_um)
        raw.attrs["unit"] = "um"
        file["latest"] = h5py.SoftLink("/raw/nuclei")
    return buffer.getvalue()
