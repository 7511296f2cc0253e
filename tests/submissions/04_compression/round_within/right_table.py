"""A table: the lowest value stands in the middle of the first step."""

import numpy as np


def round_within(block, max_error):
    low, high, step = int(block.min()), int(block.max()), 2 * max_error + 1
    cell = (block.astype("int64") - low) // step
    return np.minimum(low + cell * step + max_error, high).astype(block.dtype)
