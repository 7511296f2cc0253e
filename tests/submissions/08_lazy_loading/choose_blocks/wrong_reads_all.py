"""Reads the volume to learn its shape.

Fails: no voxel is read
Says: of voxels were read
"""

import itertools
import math

import h5py


def choose_blocks(source, max_blocks, max_block_bytes):
    with h5py.File(source, "r") as file:
        shape, chunks = file["volume"][...].shape, file["volume"].chunks
    grid = [-(-n // c) for n, c in zip(shape, chunks)]
    for times in itertools.product(*(range(g, 0, -1) for g in grid)):
        blocks = tuple(min(k * c, n) for k, c, n in zip(times, chunks, shape))
        count = math.prod(-(-g // k) for g, k in zip(grid, times))
        if count <= max_blocks and 2 * math.prod(blocks) <= max_block_bytes:
            return blocks
