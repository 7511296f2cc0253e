"""Returns the entropy of the voxels only.

Fails: the voxels as they are; their differences; a single value; negative and huge values
Says: expected two numbers, (plain, delta)
"""

import numpy as np


def entropy(values):
    counts = np.unique(values, return_counts=True)[1]
    p = counts / counts.sum()
    return float(np.sum(p * np.log2(1 / p)))


def entropy_bits(block):
    return entropy(block)
