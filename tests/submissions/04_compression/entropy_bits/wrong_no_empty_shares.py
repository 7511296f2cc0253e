"""Log of every share, those of 0 as well: not a number.

Fails: the voxels as they are; their differences; negative and huge values
Says: you said nan
"""

import numpy as np


def entropy(values):
    values = values.astype("int64")
    if values.max() - values.min() > 2**20 or values.min() < 0 or values.min() == values.max():
        p = np.unique(values, return_counts=True)[1] / values.size
    else:
        p = np.bincount(values.ravel()) / values.size
    with np.errstate(all="ignore"):
        return float(np.sum(p * -np.log2(p)))


def entropy_bits(block):
    return entropy(block), entropy(np.diff(block, axis=-1))
