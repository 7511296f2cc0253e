"""Takes all blocks for as long as the first.

Fails: the pieces; the most sources; blocks that stay as they are; bytes for the first block
Says: borders of old and new blocks
"""


def rechunk_bill(old, new, itemsize):
    bill = {"pieces": 1, "sources": 1, "whole": 1, "first_bytes": itemsize}
    for a, b in zip(old, new):
        total, x, y = sum(a), a[0], b[0]
        before = [(i, min(i + x, total)) for i in range(0, total, x)]
        after = [(i, min(i + y, total)) for i in range(0, total, y)]
        taken = [[o for o in before if o[0] < n[1] and n[0] < o[1]] for n in after]
        bill["pieces"] *= sum(map(len, taken))
        bill["sources"] *= max(map(len, taken))
        bill["whole"] *= len(set(before) & set(after))
        bill["first_bytes"] *= taken[0][-1][1]
    return bill
