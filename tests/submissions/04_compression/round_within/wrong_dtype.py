"""Returns int64 instead of the dtype of the block.

Fails: no voxel is off by more; few values are left; the ends of the range; nothing changes for a bound of 0
Says: not int64 of shape
"""


def round_within(block, max_error):
    step = 2 * max_error + 1
    return (block.astype("int64") + max_error) // step * step
