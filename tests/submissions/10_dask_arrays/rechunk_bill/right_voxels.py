"""Numbers every position of an axis by its blocks, and counts what meets."""

import numpy as np


def rechunk_bill(old, new, itemsize):
    pieces = sources = whole = 1
    first = itemsize
    for a, b in zip(old, new):
        of_old, of_new = np.repeat(range(len(a)), a), np.repeat(range(len(b)), b)
        pairs = set(zip(of_old.tolist(), of_new.tolist()))
        pieces *= len(pairs)
        sources *= max(sum(new == k for _, new in pairs) for k in range(len(b)))
        alone = [(i, k) for i, k in pairs if a[i] == b[k] == sum((of_old == i) & (of_new == k))]
        whole *= len(alone)
        first *= sum(a[i] for i, k in pairs if k == 0)
    return {"pieces": pieces, "sources": sources, "whole": whole, "first_bytes": int(first)}
