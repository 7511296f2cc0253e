"""Right: chunk numbers counted by hand, the cache as a list of numbers."""

import itertools


def predict_fetches(shape, chunks, boxes, cache_chunks):
    order, misses = [], 0
    for start, stop in boxes:
        spans = [range(a // c, (b - 1) // c + 1) for a, b, c in zip(start, stop, chunks)]
        for chunk in itertools.product(*spans):
            if chunk not in order:
                misses += 1
                order = [*order, chunk][-cache_chunks:] if cache_chunks else []
            elif order[-1] != chunk:
                place = order.index(chunk)
                order[place], order[place + 1] = order[place + 1], order[place]
    return misses
