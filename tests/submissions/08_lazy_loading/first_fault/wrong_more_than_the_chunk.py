"""Calls it a repetition only when more came than the chunk is long.

Fails: the same bytes again
Says: its voxels by step
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
    if touched("open"):
        return "at open"
    if touched("ask"):
        return "for a question"
    if touched("slice"):
        return "at slicing"
    if touched("compute") - needed:
        return "too much"
    for index in needed:
        inside = parts("compute", index)
        if sum(b - a for a, b in inside) > extents[index][1]:
            return "again"
    return "lazy"
