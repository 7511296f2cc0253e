"""Counts in a dictionary and takes the logarithm of each share."""

import math
from collections import Counter


def entropy(values):
    counts = Counter(values)
    n = len(values)
    return math.log2(n) - sum(c * math.log2(c) for c in counts.values()) / n


def entropy_bits(block):
    rows = block.astype("int64").reshape(-1, block.shape[-1]).tolist()
    flat = [value for row in rows for value in row]
    steps = [b - a for row in rows for a, b in zip(row, row[1:])]
    return entropy(flat), entropy(steps)
