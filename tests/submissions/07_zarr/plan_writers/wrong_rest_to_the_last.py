"""Rounds the share down and leaves the rest to the last writer.

Fails: the work is shared out
Says: the largest share has
"""


def plan_writers(shape, chunks, shards, writers):
    unit = shards or chunks
    counts = [-(-n // u) for n, u in zip(shape, unit)]
    axis = counts.index(max(counts))
    writers = min(writers, counts[axis])
    share = counts[axis] // writers * unit[axis]
    boxes = []
    for number in range(writers):
        start, stop = [0] * len(shape), list(shape)
        start[axis] = number * share
        if number < writers - 1:
            stop[axis] = start[axis] + share
        boxes.append((tuple(start), tuple(stop)))
    return boxes
