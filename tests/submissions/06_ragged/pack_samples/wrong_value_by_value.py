"""Makes the row out of single values: of none at all NumPy makes float64.

Fails: samples out of the ordinary
Says: but not on a fresh one
"""

import numpy as np


def pack_samples(samples):
    flat = np.array([value for sample in samples for value in sample.flat])
    offsets = np.cumsum([0] + [sample.size for sample in samples])
    return flat, offsets, np.array([sample.shape for sample in samples])
