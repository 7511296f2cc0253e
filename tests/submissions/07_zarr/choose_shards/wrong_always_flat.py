"""Looks at flat shards only, and gives the chunk where none keeps the limits.

Fails: few enough objects
Says: objects; the limit is
"""

import math

import numpy as np

from outofcore import grid


def choose_shards(shape, itemsize, chunks, max_objects, max_shard_bytes, max_requests):
    counts = grid.grid_shape(shape, chunks)
    flat = sorted(np.ndindex(1, *counts[1:]), key=lambda t: -math.prod(n + 1 for n in t))
    for times in flat:
        shards = tuple((t + 1) * c for t, c in zip(times, chunks))
        few = grid.count_chunks(shape, shards) <= max_objects
        small = math.prod(shards) * itemsize <= max_shard_bytes
        if few and small and plane(counts, times) <= max_requests:
            return shards
    return chunks


def plane(counts, times):
    _, cy, cx = counts
    _, ty, tx = (n + 1 for n in times)
    whole = (cy // ty) * (cx // tx)
    return -(-cy // ty) * -(-cx // tx) + cy * cx - whole * ty * tx
