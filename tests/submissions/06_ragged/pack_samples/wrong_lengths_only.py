"""Keeps the number of rows of each sample in place of its shape.

Fails: the shapes; samples out of the ordinary
Says: expected (4, 2) for the lengths of axes
"""

import numpy as np


def pack_samples(samples):
    flat = np.concatenate([sample.ravel() for sample in samples])
    offsets = np.cumsum([0] + [sample.size for sample in samples])
    return flat, offsets, np.array([len(sample) for sample in samples])
