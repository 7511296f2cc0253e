"""Takes the values as they lie in memory, not in C order.

Fails: samples out of the ordinary
Says: values in the row differ
"""

import numpy as np


def pack_samples(samples):
    flat = np.concatenate([sample.ravel("K") for sample in samples])
    offsets = np.cumsum([0] + [sample.size for sample in samples])
    return flat, offsets, np.array([sample.shape for sample in samples])
