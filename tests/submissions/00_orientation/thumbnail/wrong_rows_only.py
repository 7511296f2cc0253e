"""Leaves out rows and keeps all columns.

Fails: the right pixels
Says: the shape is
"""

import h5py


def thumbnail(source, name, z, step):
    with h5py.File(source, "r") as file:
        return file[name][z][::step]
