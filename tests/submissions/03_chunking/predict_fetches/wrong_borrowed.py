"""Lets the library predict, which the task rules out.

Fails: a cache that holds nothing; a cache that holds everything; a scan that does not fit; any boxes in any cache
Says: predict_fetches uses `predict_chunk_reads`
"""

import math

from outofcore.formats import hdf5


def predict_fetches(shape, chunks, boxes, cache_chunks):
    selections = [tuple(slice(a, b) for a, b in zip(*box)) for box in boxes]
    room = cache_chunks * math.prod(chunks)
    return len(hdf5.predict_chunk_reads(selections, shape, chunks, 1, cache_bytes=room))
