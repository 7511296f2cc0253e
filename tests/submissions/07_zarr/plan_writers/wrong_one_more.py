"""Rounds up by adding one, also where nothing is left over.

Fails: the work is shared out
Says: but not on a fresh one
"""


def plan_writers(shape, chunks, shards, writers):
    unit = shards or chunks
    counts = [-(-n // u) for n, u in zip(shape, unit)]
    axis = counts.index(max(counts))
    share = (counts[axis] // writers + 1) * unit[axis]
    boxes = []
    for begin_at in range(0, shape[axis], share):
        start, stop = [0] * len(shape), list(shape)
        start[axis], stop[axis] = begin_at, min(begin_at + share, shape[axis])
        boxes.append((tuple(start), tuple(stop)))
    return boxes
