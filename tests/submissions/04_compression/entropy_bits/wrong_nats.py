"""The natural logarithm: nats, not bits.

Fails: the voxels as they are; their differences; negative and huge values
Says: you said 1.386294361, it is 2 bits per voxel
"""

import numpy as np


def entropy(values):
    counts = np.unique(values, return_counts=True)[1]
    p = counts / counts.sum()
    return float(np.sum(p * np.log(1 / p)))


def entropy_bits(block):
    return entropy(block), entropy(np.diff(block, axis=-1))
