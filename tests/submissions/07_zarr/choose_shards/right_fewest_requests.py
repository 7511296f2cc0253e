"""Right: of all that can be held and are few enough, the one with the fewest requests."""

import math

import numpy as np

from outofcore import grid


def requests(shape, chunks, shards):
    plane = (slice(0, 1), slice(None), slice(None))
    total = 0
    for index in grid.touched_chunks(plane, shape, shards):
        region = grid.chunk_region(index, shape, shards)
        touched = grid.count_touched((slice(0, 1), *region[1:]), shape, chunks)
        total += 1 if touched * math.prod(chunks) == math.prod(shards) else 1 + touched
    return total


def choose_shards(shape, itemsize, chunks, max_objects, max_shard_bytes, max_requests):
    fits = []
    for times in np.ndindex(*grid.grid_shape(shape, chunks)):
        shards = tuple((t + 1) * c for t, c in zip(times, chunks))
        nbytes = math.prod(shards) * itemsize
        if nbytes <= max_shard_bytes and grid.count_chunks(shape, shards) <= max_objects:
            fits.append((requests(shape, chunks, shards), shards))
    return min(fits)[1]
