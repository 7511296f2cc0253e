"""Rounds down to the step: off by up to twice the bound.

Fails: no voxel is off by more; the ends of the range
Says: the largest error is 20
"""


def round_within(block, max_error):
    step = 2 * max_error + 1
    return (block.astype("int64") // step * step).clip(-32768).astype(block.dtype)
