"""Forgets that an empty box touches nothing.

Fails: an empty box
Says: there are 0 chunks
"""

import math


def count_touched_chunks(shape, chunks, start, stop):
    return math.prod((b - 1) // c - a // c + 1 for a, b, c in zip(start, stop, chunks))
