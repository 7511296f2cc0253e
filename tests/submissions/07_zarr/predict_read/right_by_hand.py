"""Right: without the helper, axis by axis."""

import itertools
import math


def predict_read(shape, itemsize, chunks, shards, start, stop, latency_s, bytes_per_s, at_once):
    unit = shards or chunks
    per_axis = []  # along each axis: how many chunks of each touched object
    for a, b, u, c in zip(start, stop, unit, chunks):
        row = []
        for k in range(a // u, (b - 1) // u + 1):
            first, last = max(a, k * u), min(b, (k + 1) * u) - 1
            row.append(last // c - first // c + 1)
        per_axis.append(row)
    counts = [math.prod(part) for part in itertools.product(*per_axis)]
    inside = math.prod(u // c for u, c in zip(unit, chunks))
    nbytes = sum(counts) * math.prod(chunks) * itemsize
    if shards is None:
        requests = len(counts)
    else:
        requests = sum(1 if n == inside else 1 + n for n in counts)
        nbytes += len(counts) * (16 * inside + 4)
    return requests, nbytes, math.ceil(requests / at_once) * latency_s + nbytes / bytes_per_s
