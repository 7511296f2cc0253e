"""Offsets of 32 bits: right today, negative beyond two billion values.

Fails: where each sample begins
Says: the offsets are int32; expected int64
"""

import numpy as np


def pack_samples(samples):
    flat = np.concatenate([sample.ravel() for sample in samples])
    offsets = np.cumsum([0] + [sample.size for sample in samples], dtype="int32")
    return flat, offsets, np.array([sample.shape for sample in samples])
