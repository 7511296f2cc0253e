"""Forgets that a voxel has two bytes.

Fails: no block too large
Says: the largest block has
"""

import itertools
import math

import h5py


def choose_blocks(source, max_blocks, max_block_bytes):
    with h5py.File(source, "r") as file:
        shape, chunks = file["volume"].shape, file["volume"].chunks
    grid = [-(-n // c) for n, c in zip(shape, chunks)]
    for times in itertools.product(*(range(g, 0, -1) for g in grid)):
        blocks = tuple(min(k * c, n) for k, c, n in zip(times, chunks, shape))
        if math.prod(blocks) <= max_block_bytes:
            return blocks
