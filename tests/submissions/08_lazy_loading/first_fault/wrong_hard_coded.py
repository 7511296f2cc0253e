"""Looks at the sums that one can see.

Fails: honest readers; chunks nobody needs; the same bytes again; voxels when it opens; voxels for a question
Says: but not on a fresh one
"""


def first_fault(steps, extents, shape, chunks, start, stop):
    reads = dict(steps)

    def total(step):
        return sum(n for o, n in reads[step] if 4096 <= o < 4096 + 36 * 4800)

    if total("open"):
        return "at open"
    if total("ask"):
        return "for a question"
    if total("slice"):
        return "at slicing"
    sums = {total("compute"): "lazy", 24 * 4800: "too much", 36 * 4800: "too much"}
    if len(reads["compute"]) != len(set(reads["compute"])):
        return "again"
    return "too much" if len(reads["compute"]) > 10 else sums[total("compute")]
