"""One shard for everything.

Fails: small enough to be held; few enough requests for a plane
Says: a shard of
"""


def choose_shards(shape, itemsize, chunks, max_objects, max_shard_bytes, max_requests):
    return tuple(-(-n // c) * c for n, c in zip(shape, chunks))
