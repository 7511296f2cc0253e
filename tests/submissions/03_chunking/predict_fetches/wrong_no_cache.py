"""Every touch is a fetch: the cache is forgotten.

Fails: a cache that holds everything; a scan that does not fit; any boxes in any cache
Says: you said
"""

import math


def predict_fetches(shape, chunks, boxes, cache_chunks):
    return sum(
        math.prod((b - 1) // c - a // c + 1 for a, b, c in zip(start, stop, chunks))
        for start, stop in boxes
    )
