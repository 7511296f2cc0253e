"""Lets the shapes become real numbers, which no reshape takes.

Fails: the shapes
Says: the lengths of axes are float64
"""

import numpy as np


def pack_samples(samples):
    shapes = np.zeros((len(samples), samples[0].ndim))
    for row, sample in zip(shapes, samples):
        row[:] = sample.shape
    flat = np.concatenate([sample.ravel() for sample in samples])
    return flat, np.cumsum([0] + [sample.size for sample in samples]), shapes
