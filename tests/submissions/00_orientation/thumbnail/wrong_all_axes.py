"""Takes the step along z as well.

Fails: the right pixels; only what it needs; few requests
Says: you fetched 36 chunks
"""

import h5py


def thumbnail(source, name, z, step):
    with h5py.File(source, "r") as file:
        return file[name][::step, ::step, ::step][z // step]
