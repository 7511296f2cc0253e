"""Fills the first axis first, and never looks at the number of blocks.

Fails: few enough blocks
Says: but not on a fresh one
"""

import math

import h5py


def choose_blocks(source, max_blocks, max_block_bytes):
    with h5py.File(source, "r") as file:
        shape, chunks = file["volume"].shape, file["volume"].chunks
    blocks = list(chunks)
    for axis in range(len(shape)):
        while blocks[axis] < shape[axis]:
            longer = min(blocks[axis] + chunks[axis], shape[axis])
            if 2 * math.prod(blocks) // blocks[axis] * longer > max_block_bytes:
                break
            blocks[axis] = longer
    return blocks
