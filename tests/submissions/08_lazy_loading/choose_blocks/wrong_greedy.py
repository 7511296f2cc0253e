"""Fills the last axis first, and what is left over goes to the next.

Fails: few enough blocks
Says: blocks; the limit is
"""

import math

import h5py


def choose_blocks(source, max_blocks, max_block_bytes):
    with h5py.File(source, "r") as file:
        shape, chunks = file["volume"].shape, file["volume"].chunks
    blocks = list(chunks)
    for axis in reversed(range(len(shape))):
        room = max_block_bytes // (2 * math.prod(blocks) // blocks[axis])
        blocks[axis] = min(room // chunks[axis] * chunks[axis], shape[axis])
    return blocks
