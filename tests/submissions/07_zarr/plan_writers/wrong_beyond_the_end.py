"""Lets the last box reach out of the array.

Fails: every voxel is written once
Says: reaches out of the array
"""


def plan_writers(shape, chunks, shards, writers):
    unit = shards or chunks
    counts = [-(-n // u) for n, u in zip(shape, unit)]
    axis = counts.index(max(counts))
    share = -(-counts[axis] // writers) * unit[axis]
    boxes = []
    for begin in range(0, shape[axis], share):
        start, stop = [0] * len(shape), list(shape)
        start[axis], stop[axis] = begin, begin + share
        boxes.append((tuple(start), tuple(stop)))
    return boxes
