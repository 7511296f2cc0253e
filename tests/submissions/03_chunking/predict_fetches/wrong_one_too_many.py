"""Drops the oldest only when the cache is over-full by one: keeps one chunk too many.

Fails: a scan that does not fit; any boxes in any cache
Says: you said
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
            if len(cache) > cache_chunks:
                cache.pop(0)
            cache.append(chunk)
    return count
