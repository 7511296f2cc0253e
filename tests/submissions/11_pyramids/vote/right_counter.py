"""Counts with a Counter; the lengths by hand."""

import itertools
from collections import Counter

import numpy as np


def vote(labels, factors):
    shape = [-(-n // f) for n, f in zip(labels.shape, factors)]
    out = np.zeros(shape, dtype=labels.dtype)
    for index in itertools.product(*map(range, shape)):
        box = labels[tuple(slice(i * f, i * f + f) for i, f in zip(index, factors))]
        times = Counter(box.ravel().tolist())
        out[index] = min(times, key=lambda name: (-times[name], name))
    return out
