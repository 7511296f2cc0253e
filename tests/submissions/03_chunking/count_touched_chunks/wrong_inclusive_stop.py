"""Takes `stop` as part of the box: one chunk too many on every border.

Fails: a box that starts and ends on chunk borders; a box that crosses chunk borders; no array behind the arithmetic
Says: you said 6, there are 2 chunks
"""

import math


def count_touched_chunks(shape, chunks, start, stop):
    if any(a == b for a, b in zip(start, stop)):
        return 0
    return math.prod(b // c - a // c + 1 for a, b, c in zip(start, stop, chunks))
