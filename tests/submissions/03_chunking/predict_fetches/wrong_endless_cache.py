"""Every chunk is fetched once: nothing ever leaves the cache.

Fails: a cache that holds nothing; a scan that does not fit; any boxes in any cache
Says: a cache of 0
"""

from outofcore import grid


def predict_fetches(shape, chunks, boxes, cache_chunks):
    seen = set()
    for start, stop in boxes:
        box = tuple(slice(a, b) for a, b in zip(start, stop))
        seen |= set(grid.touched_chunks(box, shape, chunks))
    return len(seen)
