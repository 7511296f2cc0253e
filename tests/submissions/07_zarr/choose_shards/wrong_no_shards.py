"""Takes the chunk for the shard.

Fails: few enough objects; few enough requests for a plane
Says: objects; the limit is
"""


def choose_shards(shape, itemsize, chunks, max_objects, max_shard_bytes, max_requests):
    return chunks
