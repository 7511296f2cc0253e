"""Encodes the texts: they come back as bytes.

Fails: sizes and unit as attributes; text that comes back as text
Says: comes back as bytes
"""

import io

import h5py
import numpy as np


def write_record(planes, voxel_um, specimen):
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.attrs["specimen"] = np.bytes_(specimen.encode())
        file["raw/nuclei"] = planes
        file["raw/nuclei"].attrs["voxel_size"] = np.array(voxel_um)
        file["raw/nuclei"].attrs["unit"] = np.bytes_(b"um")
        file["latest"] = h5py.SoftLink("/raw/nuclei")
    return buffer.getvalue()
