"""Loses the sign.

Fails: the right values
Says: values where the light went down differ
"""

import numpy as np


def change(before, after):
    return np.abs(after.astype("int32") - before.astype("int32"))
