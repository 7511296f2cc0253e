"""Keeps the last `cache_chunks` with a slice: [-0:] is everything.

Fails: a cache that holds nothing
Says: You first differ at box 2
"""

from outofcore import grid


def predict_fetches(shape, chunks, boxes, cache_chunks):
    cache, count = [], 0
    for start, stop in boxes:
        box = tuple(slice(a, b) for a, b in zip(start, stop))
        for chunk in grid.touched_chunks(box, shape, chunks):
            if chunk in cache:
                i = cache.index(chunk)
                cache[i : i + 2] = reversed(cache[i : i + 2])
                continue
            count += 1
            cache = [*cache, chunk][-cache_chunks:]
    return count
