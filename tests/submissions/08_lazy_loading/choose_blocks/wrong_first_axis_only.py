"""Makes blocks longer along the first axis only.

Fails: few enough blocks
Says: blocks; the limit is
"""

import math

import h5py


def choose_blocks(source, max_blocks, max_block_bytes):
    with h5py.File(source, "r") as file:
        shape, chunks = file["volume"].shape, file["volume"].chunks
    depth = max_block_bytes // (2 * math.prod(chunks[1:])) // chunks[0] * chunks[0]
    return (min(max(depth, chunks[0]), shape[0]), *chunks[1:])
