"""A hit does not move the chunk at all: first in, first out.

Fails: any boxes in any cache
Says: fetches on the meter
"""

from outofcore import grid


def predict_fetches(shape, chunks, boxes, cache_chunks):
    cache, count = [], 0
    for start, stop in boxes:
        box = tuple(slice(a, b) for a, b in zip(start, stop))
        for chunk in grid.touched_chunks(box, shape, chunks):
            if chunk not in cache:
                count += 1
                cache.append(chunk)
                if len(cache) > cache_chunks:
                    cache.pop(0)
    return count
