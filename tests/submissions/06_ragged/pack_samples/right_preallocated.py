"""Makes room for everything first, then fills it."""

import numpy as np


def pack_samples(samples):
    offsets = np.zeros(len(samples) + 1, "int64")
    for i, sample in enumerate(samples):
        offsets[i + 1] = offsets[i] + sample.size
    flat = np.empty(offsets[-1], samples[0].dtype)
    for start, stop, sample in zip(offsets, offsets[1:], samples):
        flat[start:stop] = sample.reshape(-1)
    return flat, offsets, np.array([sample.shape for sample in samples])
