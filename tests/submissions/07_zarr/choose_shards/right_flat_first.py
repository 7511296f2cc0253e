"""Right: flat shards first, the largest that can be held, then deeper ones."""

import itertools
import math


def choose_shards(shape, itemsize, chunks, max_objects, max_shard_bytes, max_requests):
    counts = [-(-n // c) for n, c in zip(shape, chunks)]
    candidates = itertools.product(*(range(1, n + 1) for n in counts))
    for times in sorted(candidates, key=lambda t: (t[0], -math.prod(t))):
        shards = tuple(t * c for t, c in zip(times, chunks))
        objects = math.prod(-(-n // t) for n, t in zip(counts, times))
        small = math.prod(shards) * itemsize <= max_shard_bytes
        if small and objects <= max_objects and plane(counts, times) <= max_requests:
            return shards


def plane(counts, times):
    """Requests for a plane: whole shards in one, of the others the index and each chunk."""
    _, cy, cx = counts
    tz, ty, tx = times
    shards = -(-cy // ty) * -(-cx // tx)
    whole = (cy // ty) * (cx // tx) if tz == 1 else 0
    return whole + (shards - whole) + (cy * cx - whole * ty * tx)
