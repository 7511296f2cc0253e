"""Counts for every byte of the file how often it was read."""

import numpy as np


def first_fault(steps, extents, shape, chunks, start, stop):
    end = max(o + n for o, n in extents.values())
    owner = np.zeros(end, bool)
    allowed = np.zeros(end, bool)
    for index, (offset, nbytes) in extents.items():
        owner[offset : offset + nbytes] = True
        box = zip(index, chunks, start, stop)
        if all(i * c < b and (i + 1) * c > a for i, c, a, b in box):
            allowed[offset : offset + nbytes] = True
    faults = {"open": "at open", "ask": "for a question", "slice": "at slicing"}
    for name, reads in steps:
        times = np.zeros(end, int)
        for offset, nbytes in reads:
            times[offset : offset + nbytes] += 1
        if name in faults and (times[owner] > 0).any():
            return faults[name]
    if (times[owner & ~allowed] > 0).any():
        return "too much"
    return "again" if (times[owner] > 1).any() else "lazy"
