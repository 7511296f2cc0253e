"""Lets the last step run over the end of the dtype.

Fails: the ends of the range
Says: became 4
"""


def round_within(block, max_error):
    step = 2 * max_error + 1
    return ((block.astype("int64") + max_error) // step * step).astype(block.dtype)
