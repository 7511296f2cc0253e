"""Takes a step of twice the bound, which is 0 for a bound of 0.

Fails: few values are left; nothing changes for a bound of 0
Says: divi
"""

import numpy as np


def round_within(block, max_error):
    step = 2 * max_error
    ends = np.iinfo(block.dtype)
    nearest = np.array([(v + max_error) // step * step for v in block.ravel().tolist()])
    return np.clip(nearest, ends.min, ends.max).reshape(block.shape).astype(block.dtype)
