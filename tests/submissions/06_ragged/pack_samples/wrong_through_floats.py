"""Lets all values pass through float64, which holds 53 bits of a whole number.

Fails: the values in a row
Says: but not on a fresh one
"""

import numpy as np


def pack_samples(samples):
    flat = np.concatenate([s.ravel().astype("f8") for s in samples]).astype(samples[0].dtype)
    offsets = np.cumsum([0] + [s.size for s in samples], dtype="int64")
    return flat, offsets, np.array([s.shape for s in samples])
