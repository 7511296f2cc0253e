"""Compares lengths, wherever the blocks lie.

Fails: blocks that stay as they are
Says: does the block lie in the same place
"""

import itertools


def spans(lengths):
    return list(itertools.pairwise([0, *itertools.accumulate(lengths)]))


def rechunk_bill(old, new, itemsize):
    bill = {"pieces": 1, "sources": 1, "whole": 1, "first_bytes": itemsize}
    for x, y in zip(old, new, strict=True):
        a, b = spans(x), spans(y)
        taken = [[o for o in a if o[0] < n[1] and n[0] < o[1]] for n in b]
        bill["pieces"] *= sum(map(len, taken))
        bill["sources"] *= max(map(len, taken))
        bill["whole"] *= sum(min(x.count(n), y.count(n)) for n in set(x))
        bill["first_bytes"] *= taken[0][-1][1]
    return bill
