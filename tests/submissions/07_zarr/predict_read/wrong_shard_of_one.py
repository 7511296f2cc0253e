"""Asks for the index of a shard that has one chunk only.

Fails: requests with shards
Says: shards of one chunk
"""

import math

from outofcore import grid


def predict_read(shape, itemsize, chunks, shards, start, stop, latency_s, bytes_per_s, at_once):
    box = tuple(slice(a, b) for a, b in zip(start, stop))
    chunk_bytes = math.prod(chunks) * itemsize
    if shards is None:
        requests = grid.count_touched(box, shape, chunks)
        nbytes = requests * chunk_bytes
    else:
        requests = nbytes = 0
        inside = math.prod(s // c for s, c in zip(shards, chunks))
        for index in grid.touched_chunks(box, shape, shards):
            region = grid.chunk_region(index, shape, shards)
            part = tuple(
                slice(max(b.start, r.start), min(b.stop, r.stop)) for b, r in zip(box, region)
            )
            touched = grid.count_touched(part, shape, chunks)
            whole = touched == inside and inside > 1
            requests += 1 if whole else 1 + touched
            nbytes += 16 * inside + 4 + touched * chunk_bytes
    seconds = math.ceil(requests / at_once) * latency_s + nbytes / bytes_per_s
    return requests, nbytes, seconds
