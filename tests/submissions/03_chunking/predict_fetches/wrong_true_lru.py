"""A hit moves the chunk all the way to the back: the textbook's LRU, not HDF5's rule.

Fails: any boxes in any cache
Says: fetches on the meter
"""

from collections import OrderedDict

from outofcore import grid


def predict_fetches(shape, chunks, boxes, cache_chunks):
    cache, count = OrderedDict(), 0
    for start, stop in boxes:
        box = tuple(slice(a, b) for a, b in zip(start, stop))
        for chunk in grid.touched_chunks(box, shape, chunks):
            if chunk in cache:
                cache.move_to_end(chunk)
                continue
            count += 1
            cache[chunk] = True
            while len(cache) > cache_chunks:
                cache.popitem(last=False)
    return count
