"""Divides with /: the right number, but not a whole one.

Fails: a box that starts and ends on chunk borders; a box that crosses chunk borders; the ragged last chunk; no array behind the arithmetic
Says: a float; a count is whole
"""

import math


def count_touched_chunks(shape, chunks, start, stop):
    if any(a == b for a, b in zip(start, stop)):
        return 0
    return math.prod(
        math.floor((b - 1) / c) - math.floor(a / c) + 1.0 for a, b, c in zip(start, stop, chunks)
    )
