"""Divides with /: lengths that are no whole numbers.

Fails: a shard shape that zarr takes; few enough objects; small enough to be held; few enough requests for a plane
Says: whole numbers, one per axis
"""


def choose_shards(shape, itemsize, chunks, max_objects, max_shard_bytes, max_requests):
    return tuple(c * max_shard_bytes / 1e6 for c in chunks)
