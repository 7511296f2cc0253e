"""Drops an axis of length 1.

Fails: the shape
Says: but not on a fresh one (an axis of length 1)
"""


def change(before, after):
    return (after.astype("int32") - before).squeeze()
