"""Takes int16, in which a change from black to white has no place.

Fails: the right values; whole numbers with a sign, int32
Says: values between black and white differ
"""


def change(before, after):
    return after.astype("int16") - before.astype("int16")
