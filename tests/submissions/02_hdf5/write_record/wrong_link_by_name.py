"""A soft link to `nuclei`, which is looked for beside the link, where nothing has that name.

Fails: the soft link
Says: leads to 'nuclei'
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
        file["latest"] = h5py.SoftLink("nuclei")
    return buffer.getvalue()
