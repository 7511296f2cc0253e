"""Goes on from border to border, as far as a limit per axis allows; all limits tried."""

import itertools
import math


def along(n, first, unit, most):
    lengths, at = [], first
    while at < first + n:
        borders = list(range((at // unit + 1) * unit, at + most + 1, unit))
        stop = min(borders[-1] if borders else (at // unit + 1) * unit, first + n)
        if at + most >= first + n:
            stop = first + n
        lengths.append(stop - at)
        at = stop
    return tuple(lengths)


def blocks_to_store(shape, start, chunks, shards, itemsize, max_block_bytes, max_blocks):
    units = shards or chunks
    axes = [
        {along(n, s, u, k * u) for k in range(1, n // u + 3)}
        for n, s, u in zip(shape, start, units)
    ]
    found = []
    for blocks in itertools.product(*axes):
        if itemsize * math.prod(map(max, blocks)) <= max_block_bytes:
            found.append((math.prod(map(len, blocks)), blocks))
    return min(found)[1]
