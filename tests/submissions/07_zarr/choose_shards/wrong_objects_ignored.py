"""The deepest shape that can be held and gives a plane quickly; never counts the objects.

Fails: few enough objects
Says: few objects in small shards
"""

import math

import numpy as np

from outofcore import grid


def requests(shape, chunks, shards):
    plane = (slice(0, 1), slice(None), slice(None))
    total = 0
    for index in grid.touched_chunks(plane, shape, shards):
        region = grid.chunk_region(index, shape, shards)
        touched = grid.count_touched((slice(0, 1), *region[1:]), shape, chunks)
        whole = touched * math.prod(chunks) == math.prod(shards)
        total += 1 if whole else 1 + touched
    return total


def choose_shards(shape, itemsize, chunks, max_objects, max_shard_bytes, max_requests):
    counts = grid.grid_shape(shape, chunks)
    for times in reversed(list(np.ndindex(*counts))):
        shards = tuple((t + 1) * c for t, c in zip(times, chunks))
        if math.prod(shards) * itemsize > max_shard_bytes:
            continue
        if requests(shape, chunks, shards) <= max_requests:
            return shards
