"""Leaves out samples without values.

Fails: samples out of the ordinary
Says: the shape is (3,), expected (7,) for the offsets
"""

import numpy as np


def pack_samples(samples):
    samples = [sample for sample in samples if sample.size]
    flat = np.concatenate([sample.ravel() for sample in samples])
    offsets = np.cumsum([0] + [sample.size for sample in samples])
    return flat, offsets, np.array([sample.shape for sample in samples])
