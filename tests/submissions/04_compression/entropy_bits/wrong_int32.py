"""Casts to int32 first: labels that differ in their upper half only become one.

Fails: negative and huge values
Says: not on a fresh one
"""

import numpy as np


def entropy_bits(block):
    wide = block.astype("int32")

    def entropy(values):
        p = np.unique(values, return_counts=True)[1] / values.size
        return float(-np.sum(p * np.log2(p)))

    return entropy(wide), entropy(np.diff(wide, axis=-1))
