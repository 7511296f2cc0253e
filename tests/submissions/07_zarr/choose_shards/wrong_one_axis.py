"""Makes shards long along z only.

Fails: few enough objects; few enough requests for a plane
Says: objects; the limit is
"""

import math


def choose_shards(shape, itemsize, chunks, max_objects, max_shard_bytes, max_requests):
    most = max_shard_bytes // (math.prod(chunks) * itemsize)
    return min(most, -(-shape[0] // chunks[0])) * chunks[0], *chunks[1:]
