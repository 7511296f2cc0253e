"""Gives an array that hides a part of its values.

Fails: the right values; whole numbers with a sign, int32; the shape
Says: MaskedArray, not an array
"""

import numpy as np


def change(before, after):
    return np.ma.masked_less(after.astype("int32") - before, 0)
