"""Counts the sources of the longest new block.

Fails: the most sources
Says: on a fresh one
"""

import itertools


def spans(lengths):
    return list(itertools.pairwise([0, *itertools.accumulate(lengths)]))


def rechunk_bill(old, new, itemsize):
    bill = {"pieces": 1, "sources": 1, "whole": 1, "first_bytes": itemsize}
    for a, b in zip(map(spans, old), map(spans, new), strict=True):
        taken = [[o for o in a if o[0] < n[1] and n[0] < o[1]] for n in b]
        bill["pieces"] *= sum(map(len, taken))
        longest = max(range(len(b)), key=lambda i: b[i][1] - b[i][0])
        bill["sources"] *= len(taken[longest])
        bill["whole"] *= len(set(a) & set(b))
        bill["first_bytes"] *= taken[0][-1][1]
    return bill
