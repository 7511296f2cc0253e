"""Subtracts the remainder, as far from the middle of the step as it is."""

import numpy as np


def round_within(block, max_error):
    wide = block.astype(np.int64)
    beside = (wide + max_error) % (2 * max_error + 1) - max_error
    info = np.iinfo(block.dtype)
    return np.minimum(np.maximum(wide - beside, info.min), info.max).astype(block.dtype)
