"""Begins with an empty array, which is float64, and so is all that is appended to it.

Fails: the values in a row; samples out of the ordinary
Says: the row is float64; the samples are uint16
"""

import numpy as np


def pack_samples(samples):
    flat = np.array([])
    for sample in samples:
        flat = np.append(flat, sample)
    offsets = np.cumsum([0] + [sample.size for sample in samples])
    return flat, offsets, np.array([sample.shape for sample in samples])
