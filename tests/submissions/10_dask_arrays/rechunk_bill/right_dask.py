"""dask's own intersect_chunks, counted."""

import math

from dask.array.rechunk import intersect_chunks


def rechunk_bill(old, new, itemsize):
    found = [list(sources) for sources in intersect_chunks(old, new)]
    spans = []
    for chunks in (old, new):
        places = [[]]
        for lengths in chunks:
            ends = [sum(lengths[: i + 1]) for i in range(len(lengths))]
            axis = [(end - n, end) for end, n in zip(ends, lengths)]
            places = [[*place, span] for place in places for span in axis]
        spans.append({tuple(place) for place in places})
    first = [[number for number, _ in piece] for piece in found[0]]
    nbytes = [math.prod(lengths[i] for lengths, i in zip(old, index)) for index in first]
    return {
        "pieces": sum(map(len, found)),
        "sources": max(map(len, found)),
        "whole": len(spans[0] & spans[1]),
        "first_bytes": itemsize * sum(nbytes),
    }
