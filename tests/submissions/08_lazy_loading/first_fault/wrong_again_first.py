"""Looks for repetitions before it looks for chunks that nobody needs.

Fails: chunks nobody needs
Says: you said 'again'
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
    for index in extents:
        inside = parts("compute", index)
        different = set().union(*(range(a, b) for a, b in inside))
        if sum(b - a for a, b in inside) > len(different):
            return "again"
    if touched("compute") - needed:
        return "too much"
    return "lazy"
