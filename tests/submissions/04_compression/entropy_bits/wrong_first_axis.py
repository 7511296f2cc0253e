"""Differences along the first axis.

Fails: their differences; negative and huge values
Says: you said 0, it is
"""

import numpy as np


def entropy(values):
    counts = np.unique(values, return_counts=True)[1]
    p = counts / counts.sum()
    return float(np.sum(p * np.log2(1 / p)))


def entropy_bits(block):
    return entropy(block), entropy(np.diff(block, axis=0))
