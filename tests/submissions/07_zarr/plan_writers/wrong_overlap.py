"""Takes stop as a part of the box: neighbours share a voxel.

Fails: every voxel is written once; no object has two writers; the work is shared out
Says: overlap
"""


def plan_writers(shape, chunks, shards, writers):
    unit = shards or chunks
    counts = [-(-n // u) for n, u in zip(shape, unit)]
    axis = counts.index(max(counts))
    share = -(-counts[axis] // writers) * unit[axis]
    boxes = []
    for begin in range(0, shape[axis], share):
        start, stop = [0] * len(shape), list(shape)
        start[axis], stop[axis] = begin, min(begin + share + 1, shape[axis])
        boxes.append((tuple(start), tuple(stop)))
    return boxes
