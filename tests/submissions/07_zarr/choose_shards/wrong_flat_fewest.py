"""Flat shards that make the fewest objects; never counts what a plane costs, nor needs deep ones.

Fails: few enough objects; few enough requests for a plane
Says: an XY plane takes
"""

import math

import numpy as np

from outofcore import grid


def choose_shards(shape, itemsize, chunks, max_objects, max_shard_bytes, max_requests):
    counts = grid.grid_shape(shape, chunks)
    flat = sorted(np.ndindex(1, *counts[1:]), key=lambda t: -math.prod(n + 1 for n in t))
    for times in flat:
        shards = tuple((t + 1) * c for t, c in zip(times, chunks))
        if math.prod(shards) * itemsize <= max_shard_bytes:
            return shards
