"""Rounds down and adds the bound, in the block's own type: at the upper end it wraps around.

Fails: the ends of the range
Says: not on a fresh one
"""


def round_within(block, max_error):
    step = block.dtype.type(2 * max_error + 1)
    return block // step * step + block.dtype.type(max_error)
