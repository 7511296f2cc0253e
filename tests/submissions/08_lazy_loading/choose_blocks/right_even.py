"""Tries to cut each axis into a number of even parts."""

import itertools
import math

import h5py


def choose_blocks(source, max_blocks, max_block_bytes):
    with h5py.File(source, "r") as file:
        shape, chunks = file["volume"].shape, file["volume"].chunks
    grid = [-(-n // c) for n, c in zip(shape, chunks)]
    found = []
    for parts in itertools.product(*(range(1, g + 1) for g in grid)):
        times = [-(-g // p) for g, p in zip(grid, parts)]
        blocks = [min(k * c, n) for k, c, n in zip(times, chunks, shape)]
        if 2 * math.prod(blocks) <= max_block_bytes:
            found.append((math.prod(-(-n // b) for n, b in zip(shape, blocks)), blocks))
    return min(found)[1]
