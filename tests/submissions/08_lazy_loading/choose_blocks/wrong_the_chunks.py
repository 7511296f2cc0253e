"""A block for each chunk.

Fails: few enough blocks
Says: blocks; the limit is
"""

import h5py


def choose_blocks(source, max_blocks, max_block_bytes):
    with h5py.File(source, "r") as file:
        shape, chunks = file["volume"].shape, file["volume"].chunks
    return chunks
