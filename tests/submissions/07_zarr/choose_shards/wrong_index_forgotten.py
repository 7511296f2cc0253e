"""Counts a request for each shard of the plane and none for its chunks: takes a part of a shard for a whole one.

Fails: few enough requests for a plane
Says: an XY plane takes
"""

import math

import numpy as np

from outofcore import grid


def choose_shards(shape, itemsize, chunks, max_objects, max_shard_bytes, max_requests):
    counts = grid.grid_shape(shape, chunks)
    for times in sorted(np.ndindex(*counts), key=lambda t: (t[1] * t[2], -t[0])):
        shards = tuple((t + 1) * c for t, c in zip(times, chunks))
        objects = grid.count_chunks(shape, shards)
        if math.prod(shards) * itemsize > max_shard_bytes or objects > max_objects:
            continue
        plane = (slice(0, 1), slice(None), slice(None))
        if grid.count_touched(plane, shape, shards) <= max_requests:
            return shards
