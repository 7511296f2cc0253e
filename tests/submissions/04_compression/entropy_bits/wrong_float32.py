"""Converts to float32, where labels side by side become the same number.

Fails: negative and huge values
Says: not on a fresh one (large labels side by side)
"""

import numpy as np


def entropy(values):
    counts = np.unique(values, return_counts=True)[1]
    p = counts / counts.sum()
    return float(np.sum(p * np.log2(1 / p)))


def entropy_bits(block):
    wide = block.astype("float32")
    return entropy(wide), entropy(np.diff(wide, axis=-1))
