"""Lets the library count, which the task rules out.

Fails: a box that starts and ends on chunk borders; a box that crosses chunk borders; the ragged last chunk; an empty box; no array behind the arithmetic
Says: count_touched_chunks uses `count_touched`
"""

from outofcore import grid


def count_touched_chunks(shape, chunks, start, stop):
    box = tuple(slice(a, b) for a, b in zip(start, stop))
    return grid.count_touched(box, shape, chunks)
