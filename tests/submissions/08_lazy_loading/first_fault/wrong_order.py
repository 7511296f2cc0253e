"""Looks for repetitions first.

Fails: voxels when it opens; voxels for a question; chunks nobody needs
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
    every = [read for _, part in steps for read in part if read[0] >= 4096]
    if len(set(every)) < len(every):
        return "again"
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
        if any(b[0] < a[1] for a, b in zip(inside, inside[1:])):
            return "again"
    return "lazy"
