"""Counts whole objects only: the ragged end belongs to nobody.

Fails: every voxel is written once
Says: does the last box end with the array
"""


def plan_writers(shape, chunks, shards, writers):
    unit = shards or chunks
    counts = [-(-n // u) for n, u in zip(shape, unit)]
    axis = counts.index(max(counts))
    share = -(-counts[axis] // writers) * unit[axis]
    boxes = []
    for begin in range(0, shape[axis] // unit[axis] * unit[axis], share):
        start, stop = [0] * len(shape), list(shape)
        start[axis], stop[axis] = begin, min(begin + share, shape[axis] // unit[axis] * unit[axis])
        boxes.append((tuple(start), tuple(stop)))
    return boxes
