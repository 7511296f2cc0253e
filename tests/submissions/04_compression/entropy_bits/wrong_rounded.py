"""Rounds to three places, and the task asks for a millionth of a bit.

Fails: the voxels as they are; their differences; negative and huge values
Says: you said 10.42, it is 10.42014703
"""

import numpy as np


def entropy(values):
    counts = np.unique(values, return_counts=True)[1]
    p = counts / counts.sum()
    return round(float(np.sum(p * np.log2(1 / p))), 3)


def entropy_bits(block):
    return entropy(block), entropy(np.diff(block, axis=-1))
