"""Cuts along the first axis, whatever its length.

Fails: the work is shared out
Says: cut along the axis with the most
"""


def plan_writers(shape, chunks, shards, writers):
    unit = shards or chunks
    counts = [-(-n // u) for n, u in zip(shape, unit)]
    axis = 0
    share = -(-counts[axis] // writers) * unit[axis]
    boxes = []
    for begin in range(0, shape[axis], share):
        start, stop = [0] * len(shape), list(shape)
        start[axis], stop[axis] = begin, min(begin + share, shape[axis])
        boxes.append((tuple(start), tuple(stop)))
    return boxes
