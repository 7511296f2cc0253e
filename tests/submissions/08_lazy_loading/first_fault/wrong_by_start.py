"""Asks only in which chunk a read begins.

Fails: voxels when it opens; chunks nobody needs
Says: but not on a fresh one
"""

from outofcore import grid


def first_fault(steps, extents, shape, chunks, start, stop):
    reads = dict(steps)

    def parts(step, index):
        at, nbytes = extents[index]
        return sorted((o, o + n) for o, n in reads[step] if at <= o < at + nbytes)

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
        if any(b[0] < a[1] for a, b in zip(inside, inside[1:])):
            return "again"
    return "lazy"
