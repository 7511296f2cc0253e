"""Makes the array to ask for its size: nobody can hold a brain.

Fails: exact, however large
Says: stopped with
"""

import numpy as np


def voxel_bytes(shape, dtype):
    return np.broadcast_to(np.empty(1, dtype), tuple(shape)).nbytes
