"""Makes a box for every writer, empty ones for those who have nothing to do.

Fails: no writer too many
Says: of them empty
"""


def plan_writers(shape, chunks, shards, writers):
    unit = shards or chunks
    counts = [-(-n // u) for n, u in zip(shape, unit)]
    axis = counts.index(max(counts))
    share = -(-counts[axis] // writers) * unit[axis]
    boxes = []
    for number in range(writers):
        start, stop = [0] * len(shape), list(shape)
        start[axis] = min(number * share, shape[axis])
        stop[axis] = min(start[axis] + share, shape[axis])
        boxes.append((tuple(start), tuple(stop)))
    return boxes
