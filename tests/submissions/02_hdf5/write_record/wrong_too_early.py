"""Takes the bytes while the file is still open: it is not finished.

Fails: the stack in its place; sizes and unit as attributes; text that comes back as text; the soft link
Says: before its bytes were taken
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
        file["latest"] = h5py.SoftLink("/raw/nuclei")
        return buffer.getvalue()
