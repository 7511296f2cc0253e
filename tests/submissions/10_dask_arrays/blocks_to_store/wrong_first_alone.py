"""Leaves the part of an object at the beginning alone in every block plan.

Fails: few enough blocks
Says: blocks; the limit is
"""

import itertools
import math


def blocks_to_store(shape, start, chunks, shards, itemsize, max_block_bytes, max_blocks):
    candidates = []
    for n, first, unit in zip(shape, start, shards or chunks):
        borders = [b for b in range(-first % unit, n, unit) if b > 0]
        ways = set()
        for k in range(1, len(borders) + 2):
            cuts = [0, *borders[::k], n]
            ways.add(tuple(b - a for a, b in itertools.pairwise(cuts)))
        candidates.append(ways)
    fitting = [
        blocks
        for blocks in itertools.product(*candidates)
        if itemsize * math.prod(map(max, blocks)) <= max_block_bytes
    ]
    return min(fitting, key=lambda blocks: math.prod(map(len, blocks)))
