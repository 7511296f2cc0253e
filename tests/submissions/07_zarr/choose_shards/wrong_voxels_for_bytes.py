"""Takes voxels for bytes: a shard is twice or four times as large as it thinks.

Fails: small enough to be held; few enough requests for a plane
Says: a shard of
"""

import math

import numpy as np

from outofcore import grid


def choose_shards(shape, itemsize, chunks, max_objects, max_shard_bytes, max_requests):
    counts = grid.grid_shape(shape, chunks)
    for times in reversed(list(np.ndindex(*counts))):
        shards = tuple((t + 1) * c for t, c in zip(times, chunks))
        objects = grid.count_chunks(shape, shards)
        if math.prod(shards) * 1 > max_shard_bytes or objects > max_objects:
            continue
        return shards
