"""Takes the last two axes of a block for its rows; a single row has but one.

Fails: their differences
Says: not on a fresh one (one long row)
"""

import numpy as np


def entropy(values):
    counts = np.unique(values, return_counts=True)[1]
    p = counts / counts.sum()
    return float(np.sum(p * np.log2(1 / p)))


def entropy_bits(block):
    rows = block.reshape(-1, block.shape[-2], block.shape[-1])
    return entropy(rows), entropy(np.diff(rows, axis=2))
