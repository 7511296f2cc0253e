"""Calculates in uint32: wide enough for the short dtypes, not for its own upper end.

Fails: the ends of the range
Says: not on a fresh one (the upper end of a longer dtype)
"""

import numpy as np


def round_within(block, max_error):
    wide = np.int32 if block.dtype.kind == "i" else np.uint32
    step = wide(2 * max_error + 1)
    nearest = (block.astype(wide) + wide(max_error)) // step * step
    ends = np.iinfo(block.dtype)
    return np.clip(nearest, ends.min, ends.max).astype(block.dtype)
