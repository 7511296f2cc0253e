"""Cuts along chunks where the object is a shard.

Fails: no object has two writers; the work is shared out
Says: both write into the shard
"""


def plan_writers(shape, chunks, shards, writers):
    unit = chunks
    counts = [-(-n // u) for n, u in zip(shape, unit)]
    axis = counts.index(max(counts))
    share = -(-counts[axis] // writers) * unit[axis]
    boxes = []
    for begin in range(0, shape[axis], share):
        start, stop = [0] * len(shape), list(shape)
        start[axis], stop[axis] = begin, min(begin + share, shape[axis])
        boxes.append((tuple(start), tuple(stop)))
    return boxes
