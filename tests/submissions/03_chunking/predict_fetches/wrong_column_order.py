"""Visits the chunks of a box with the first axis running fastest.

Fails: any boxes in any cache
Says: fetches on the meter
"""

from outofcore import grid


def predict_fetches(shape, chunks, boxes, cache_chunks):
    cache, count = [], 0
    for start, stop in boxes:
        box = tuple(slice(a, b) for a, b in zip(start, stop))
        for chunk in sorted(grid.touched_chunks(box, shape, chunks), key=lambda i: i[::-1]):
            if chunk in cache:
                i = cache.index(chunk)
                cache[i : i + 2] = reversed(cache[i : i + 2])
                continue
            count += 1
            cache.append(chunk)
            if len(cache) > cache_chunks:
                cache.pop(0)
    return count
