"""Only the pixels that are wanted, each in a request of its own.

Fails: few requests
Says: 208 requests; 4 are allowed
"""

import h5py


def thumbnail(source, name, z, step):
    with h5py.File(source, "r") as file:
        return file[name][z, ::step, ::step]
