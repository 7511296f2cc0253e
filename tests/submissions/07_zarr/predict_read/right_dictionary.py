"""Right: every touched chunk put under its shard."""

import math

from outofcore import grid


def predict_read(shape, itemsize, chunks, shards, start, stop, latency_s, bytes_per_s, at_once):
    box = tuple(map(slice, start, stop))
    touched = grid.touched_chunks(box, shape, chunks)
    in_shard = {}
    per = [s // c for s, c in zip(shards or chunks, chunks)]
    for index in touched:
        key = tuple(i // p for i, p in zip(index, per))
        in_shard[key] = in_shard.get(key, 0) + 1
    n = math.prod(per)
    nbytes = sum(in_shard.values()) * math.prod(chunks) * itemsize
    requests = sum(in_shard.values())
    if shards:
        requests = sum(1 if count == n else count + 1 for count in in_shard.values())
        nbytes += len(in_shard) * (16 * n + 4)
    return requests, nbytes, -(-requests // at_once) * latency_s + nbytes / bytes_per_s
