"""Tests the steps in reverse order: the last fault is named instead of the first.

Fails: voxels when it opens; voxels for a question
Says: but not on a fresh one
"""

from outofcore import grid


def first_fault(steps, extents, shape, chunks, start, stop):
    reads = dict(steps)

    def parts(step, index):
        at, nbytes = extents[index]
        cut = [(max(o, at), min(o + n, at + nbytes)) for o, n in reads[step]]
        return sorted(p for p in cut if p[0] < p[1])

    def touched(step):
        return {index for index in extents if parts(step, index)}

    needed = set(grid.touched_chunks(tuple(map(slice, start, stop)), shape, chunks))
    if touched("slice"):
        return "at slicing"
    if touched("ask"):
        return "for a question"
    if touched("open"):
        return "at open"
    if touched("compute") - needed:
        return "too much"
    for index in needed:
        inside = parts("compute", index)
        different = set().union(*(range(a, b) for a, b in inside))
        if sum(b - a for a, b in inside) > len(different):
            return "again"
    return "lazy"
