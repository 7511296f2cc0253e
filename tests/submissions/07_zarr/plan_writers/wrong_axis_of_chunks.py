"""Cuts along the axis that has the most chunks, where the objects are shards.

Fails: the work is shared out
Says: but not on a fresh one
"""


def plan_writers(shape, chunks, shards, writers):
    unit = shards or chunks
    counts = [-(-n // u) for n, u in zip(shape, unit)]
    in_chunks = [-(-n // c) for n, c in zip(shape, chunks)]
    axis = in_chunks.index(max(in_chunks))
    share = -(-counts[axis] // writers) * unit[axis]
    boxes = []
    for begin in range(0, shape[axis], share):
        start, stop = [0] * len(shape), list(shape)
        start[axis], stop[axis] = begin, min(begin + share, shape[axis])
        boxes.append((tuple(start), tuple(stop)))
    return boxes
