"""Adds the bound in the dtype of the block, where there is no room for it.

Fails: the ends of the range
Says: uint8 from 0 to 255, bound 6: the largest error is
"""


def round_within(block, max_error):
    step = 2 * max_error + 1
    return (block + max_error) // step * step
