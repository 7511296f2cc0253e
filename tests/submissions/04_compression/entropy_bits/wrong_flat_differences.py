"""Differences across the ends of the rows.

Fails: their differences; negative and huge values
Says: you said 0.7849920888, it is 0.5916727786
"""

import numpy as np


def entropy(values):
    counts = np.unique(values, return_counts=True)[1]
    p = counts / counts.sum()
    return float(np.sum(p * np.log2(1 / p)))


def entropy_bits(block):
    return entropy(block), entropy(np.diff(block.ravel()))
