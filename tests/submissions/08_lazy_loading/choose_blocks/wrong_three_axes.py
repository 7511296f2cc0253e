"""Tries all combinations, but of three axes only.

Fails: whole chunks; few enough blocks; no block too large; no voxel is read
Says: IndexError
"""

import h5py

from outofcore import grid


def choose_blocks(source, max_blocks, max_block_bytes):
    with h5py.File(source, "r") as file:
        shape, chunks = file["volume"].shape, file["volume"].chunks
    lengths = [range(c, n + c, c) for n, c in zip(shape, chunks)]
    best = None
    for z in lengths[0]:
        for y in lengths[1]:
            for x in lengths[2]:
                blocks = min(z, shape[0]), min(y, shape[1]), min(x, shape[2])
                count = grid.count_chunks(shape, blocks)
                fits = 2 * blocks[0] * blocks[1] * blocks[2] <= max_block_bytes
                if fits and (best is None or count < best[0]):
                    best = count, blocks
    return best[1]
