"""Takes the new image from the old one.

Fails: the right values
Says: values where the light went up differ
"""


def change(before, after):
    return before.astype("int32") - after.astype("int32")
