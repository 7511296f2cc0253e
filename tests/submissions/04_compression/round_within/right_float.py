"""In float64, which holds all of these whole numbers exactly."""

import numpy as np


def round_within(block, max_error):
    step = 2.0 * max_error + 1
    limits = np.iinfo(block.dtype)
    nearest = np.rint(block / step) * step
    return np.clip(nearest, limits.min, limits.max).astype(block.dtype)
