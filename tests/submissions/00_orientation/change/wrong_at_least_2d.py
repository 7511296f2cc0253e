"""Turns a row of pixels into an image.

Fails: the shape
Says: shape (1, 11) for images of shape (11,)
"""

import numpy as np


def change(before, after):
    return np.atleast_2d(after.astype("int32") - before)
