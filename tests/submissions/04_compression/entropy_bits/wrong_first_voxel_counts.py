"""Lets the first voxel of each row count as a difference.

Fails: their differences; a single value; negative and huge values
Says: differences
"""

import numpy as np


def entropy(values):
    counts = np.unique(values, return_counts=True)[1]
    p = counts / counts.sum()
    return float(np.sum(p * np.log2(1 / p)))


def entropy_bits(block):
    return entropy(block), entropy(np.diff(block, axis=-1, prepend=0))
