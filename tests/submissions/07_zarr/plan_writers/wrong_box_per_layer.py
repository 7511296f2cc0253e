"""Makes a box for each layer of objects.

Fails: no writer too many
Says: boxes for 2 writers
"""


def plan_writers(shape, chunks, shards, writers):
    unit = shards or chunks
    counts = [-(-n // u) for n, u in zip(shape, unit)]
    axis = counts.index(max(counts))
    share = unit[axis]
    boxes = []
    for begin in range(0, shape[axis], share):
        start, stop = [0] * len(shape), list(shape)
        start[axis], stop[axis] = begin, min(begin + share, shape[axis])
        boxes.append((tuple(start), tuple(stop)))
    return boxes
