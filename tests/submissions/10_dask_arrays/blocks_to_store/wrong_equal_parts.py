"""Cuts the image into equal parts of few enough bytes.

Fails: no object has two writers
Says: both write into it
"""

import itertools
import math


def blocks_to_store(shape, start, chunks, shards, itemsize, max_block_bytes, max_blocks):
    ways = itertools.product(*(range(1, min(n, 10) + 1) for n in shape))
    for parts in sorted(ways, key=math.prod):
        most = [-(-n // p) for n, p in zip(shape, parts)]
        if itemsize * math.prod(most) <= max_block_bytes:
            break
    return tuple(tuple(min(m, n - a) for a in range(0, n, m)) for n, m in zip(shape, most))
