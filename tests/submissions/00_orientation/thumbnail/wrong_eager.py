"""Reads the stack, then cuts.

Fails: only what it needs
Says: you fetched 36 chunks
"""

import h5py


def thumbnail(source, name, z, step):
    with h5py.File(source, "r") as file:
        return file[name][:][z, ::step, ::step]
