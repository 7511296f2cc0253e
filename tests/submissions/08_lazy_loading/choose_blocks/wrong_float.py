"""Divides with /.

Fails: whole chunks; few enough blocks; no block too large
Says: whole numbers
"""

import h5py


def choose_blocks(source, max_blocks, max_block_bytes):
    with h5py.File(source, "r") as file:
        shape, chunks = file["volume"].shape, file["volume"].chunks
    return tuple(n / 2 for n in shape)
