"""A block for each object.

Fails: few enough blocks
Says: blocks; the limit is
"""

import itertools
import math


def blocks_to_store(shape, start, chunks, shards, itemsize, max_block_bytes, max_blocks):
    axes = []
    for n, first, unit in zip(shape, start, shards or chunks, strict=True):
        borders = [b for b in range(-first % unit, n, unit) if b > 0]
        ways = set()
        for k, skip in itertools.product(range(1, len(borders) + 2), repeat=2):
            cuts = [0, *borders[min(skip, k) - 1 :: k], n]
            ways.add(tuple(b - a for a, b in itertools.pairwise(cuts)))
        axes.append(ways)
    every = list(itertools.product(*axes))
    fitting = [b for b in every if itemsize * math.prod(map(max, b)) <= max_block_bytes]
    return min(fitting or every, key=lambda blocks: -math.prod(map(len, blocks)))
