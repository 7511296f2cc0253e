"""Gives lists back.

Fails: the right values; whole numbers with a sign, int32; the shape
Says: not an array
"""


def change(before, after):
    return (after.astype("int32") - before.astype("int32")).tolist()
