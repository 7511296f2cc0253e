"""A step of the bound itself: true to the promise, with twice as many values as needed.

Fails: few values are left
Says: values left of
"""

import numpy as np


def round_within(block, max_error):
    step = max(max_error, 1)
    ends = np.iinfo(block.dtype)
    nearest = (block.astype("int64") + step // 2) // step * step
    return np.clip(nearest, ends.min, ends.max).astype(block.dtype)
