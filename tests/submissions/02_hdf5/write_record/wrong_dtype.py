"""Stores the planes as float32, "to be safe": twice the bytes, another type.

Fails: the stack in its place
Says: has the dtype float32
"""

import io

import h5py
import numpy as np


def write_record(planes, voxel_um, specimen):
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.attrs["specimen"] = specimen
        stack = file.create_dataset("raw/nuclei", planes.shape, "float32")
        stack[...] = planes
        stack.attrs["voxel_size"] = np.array(voxel_um)
        stack.attrs["unit"] = "um"
        file["latest"] = h5py.SoftLink("/raw/nuclei")
    return buffer.getvalue()
