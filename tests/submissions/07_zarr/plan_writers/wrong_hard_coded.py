"""Right for the arrays one can see.

Fails: every voxel is written once; no object has two writers; the work is shared out; no writer too many
Says: but not on a fresh one
"""


def plan_writers(shape, chunks, shards, writers):
    if shape[0] not in (10, 100, 30, 32768):
        return [((0,) * len(shape), shape)] * (writers + 1)
    unit = shards or chunks
    counts = [-(-n // u) for n, u in zip(shape, unit)]
    axis = counts.index(max(counts))
    share = -(-counts[axis] // writers) * unit[axis]
    boxes = []
    for begin in range(0, shape[axis], share):
        start, stop = [0] * len(shape), list(shape)
        start[axis], stop[axis] = begin, min(begin + share, shape[axis])
        boxes.append((tuple(start), tuple(stop)))
    return boxes
