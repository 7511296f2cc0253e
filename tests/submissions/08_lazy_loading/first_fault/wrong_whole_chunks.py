"""Lets a read pass that does not cover a whole chunk.

Fails: voxels when it opens; voxels for a question; voxels when it is sliced; chunks nobody needs
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
        whole = {extent: index for index, extent in extents.items()}
        return {whole[read] for read in reads[step] if read in whole}

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
