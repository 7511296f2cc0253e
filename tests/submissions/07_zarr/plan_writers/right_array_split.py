"""Right: object numbers dealt out by NumPy, as evenly as can be."""

import numpy as np


def plan_writers(shape, chunks, shards, writers):
    unit = shards if shards else chunks
    counts = [int(np.ceil(n / u)) for n, u in zip(shape, unit)]
    axis = int(np.argmax(counts))
    boxes = []
    for part in np.array_split(np.arange(counts[axis]), min(writers, counts[axis])):
        start, stop = [0] * len(shape), list(shape)
        start[axis] = int(part[0]) * unit[axis]
        stop[axis] = min((int(part[-1]) + 1) * unit[axis], shape[axis])
        boxes.append((start, stop))
    return boxes
