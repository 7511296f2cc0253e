"""Lets every old block meet every new one.

Fails: the pieces
Says: draw the borders of both
"""

import itertools


def spans(lengths):
    return list(itertools.pairwise([0, *itertools.accumulate(lengths)]))


def rechunk_bill(old, new, itemsize):
    bill = {"pieces": 1, "sources": 1, "whole": 1, "first_bytes": itemsize}
    for a, b in zip(map(spans, old), map(spans, new), strict=True):
        taken = [[o for o in a if o[0] < n[1] and n[0] < o[1]] for n in b]
        bill["pieces"] *= len(a) * len(b)
        bill["sources"] *= max(map(len, taken))
        bill["whole"] *= len(set(a) & set(b))
        bill["first_bytes"] *= taken[0][-1][1]
    return bill
