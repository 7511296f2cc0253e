"""Right: positions kept in a dictionary, swapped on a hit."""

import numpy as np

from outofcore import grid


def predict_fetches(shape, chunks, boxes, cache_chunks):
    cache, count = [], 0
    for box in boxes:
        selection = tuple(np.s_[a:b] for a, b in zip(*box))
        for chunk in grid.touched_chunks(selection, shape, chunks):
            where = {c: i for i, c in enumerate(cache)}.get(chunk)
            if where is None:
                count += 1
                cache.append(chunk)
                while len(cache) > cache_chunks:
                    del cache[0]
            elif where < len(cache) - 1:
                cache.insert(where + 1, cache.pop(where))
    return count
