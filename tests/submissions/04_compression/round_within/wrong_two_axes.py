"""Takes each block for an image of two axes.

Fails: no voxel is off by more
Says: not on a fresh one (a single row of voxels)
"""

import numpy as np


def round_within(block, max_error):
    rows, columns = block.shape
    step = 2 * max_error + 1
    ends = np.iinfo(block.dtype)
    nearest = (block.astype("int64") + max_error) // step * step
    return np.clip(nearest, ends.min, ends.max).reshape(rows, columns).astype(block.dtype)
