"""Everything in the root group: no tree.

Fails: the stack in its place; sizes and unit as attributes; the soft link
Says: there is no /raw/nuclei; the root group holds latest, nuclei
"""

import io

import h5py
import numpy as np


def write_record(planes, voxel_um, specimen):
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.attrs["specimen"] = specimen
        file["nuclei"] = planes
        file["nuclei"].attrs["voxel_size"] = np.array(voxel_um)
        file["nuclei"].attrs["unit"] = "um"
        file["latest"] = h5py.SoftLink("/nuclei")
    return buffer.getvalue()
