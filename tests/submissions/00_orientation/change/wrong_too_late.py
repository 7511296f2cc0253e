"""Converts what has wrapped around already.

Fails: the right values
Says: values where the light went down differ
"""


def change(before, after):
    return (after - before).astype("int32")
