"""Cuts off what is below zero.

Fails: the right values
Says: values where the light went down differ
"""

import numpy as np


def change(before, after):
    return np.clip(after.astype("int32") - before.astype("int32"), 0, None)
