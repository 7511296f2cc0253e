"""The array itself as the shard: no whole number of chunks.

Fails: a shard shape that zarr takes; few enough objects; small enough to be held; few enough requests for a plane
Says: is no multiple of
"""


def choose_shards(shape, itemsize, chunks, max_objects, max_shard_bytes, max_requests):
    return shape
