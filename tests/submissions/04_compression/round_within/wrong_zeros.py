"""A single value is left, and no promise is kept.

Fails: no voxel is off by more; few values are left; the ends of the range; nothing changes for a bound of 0
Says: became 0
"""

import numpy as np


def round_within(block, max_error):
    return np.zeros_like(block)
