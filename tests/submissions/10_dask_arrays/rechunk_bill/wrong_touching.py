"""Takes blocks that only touch for an overlap.

Fails: the pieces; the most sources; bytes for the first block
Says: borders of old and new blocks
"""

import itertools


def spans(lengths):
    return list(itertools.pairwise([0, *itertools.accumulate(lengths)]))


def rechunk_bill(old, new, itemsize):
    bill = {"pieces": 1, "sources": 1, "whole": 1, "first_bytes": itemsize}
    for a, b in zip(map(spans, old), map(spans, new), strict=True):
        taken = [[o for o in a if o[0] <= n[1] and n[0] <= o[1]] for n in b]
        bill["pieces"] *= sum(map(len, taken))
        bill["sources"] *= max(map(len, taken))
        bill["whole"] *= len(set(a) & set(b))
        bill["first_bytes"] *= taken[0][-1][1]
    return bill
