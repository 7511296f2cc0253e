"""Gives a row of numbers back.

Fails: the shape
Says: shape (54,) for images of shape (6, 9)
"""


def change(before, after):
    return after.ravel().astype("int32") - before.ravel().astype("int32")
