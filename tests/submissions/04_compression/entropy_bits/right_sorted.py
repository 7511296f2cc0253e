"""Sorts, and measures the length of each run of equal values."""

import numpy as np


def entropy(values):
    ordered = np.sort(values, axis=None)
    ends = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    counts = np.diff(np.concatenate([[0], ends, [ordered.size]]))
    p = counts / ordered.size
    return -(p * np.log2(p)).sum()


def entropy_bits(block):
    steps = block[..., 1:] - block[..., :-1]
    return [entropy(block), entropy(steps)]
