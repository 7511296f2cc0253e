"""Right: the length of the range of chunk numbers along each axis."""

import math


def count_touched_chunks(shape, chunks, start, stop):
    if any(a == b for a, b in zip(start, stop)):
        return 0
    spans = [range(a // c, -(-b // c)) for a, b, c in zip(start, stop, chunks)]
    return math.prod(len(span) for span in spans)
