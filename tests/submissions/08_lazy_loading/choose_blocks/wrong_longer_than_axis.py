"""Does not cut a multiple down to the axis.

Fails: whole chunks; few enough blocks; no block too large
Says: between 1 and the length
"""

import h5py


def choose_blocks(source, max_blocks, max_block_bytes):
    with h5py.File(source, "r") as file:
        shape, chunks = file["volume"].shape, file["volume"].chunks
    return tuple(c * -(-n // c) for c, n in zip(chunks, shape))
