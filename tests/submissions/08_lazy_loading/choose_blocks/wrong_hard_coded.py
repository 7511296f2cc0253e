"""Right for the limits that one can see.

Fails: few enough blocks
Says: but not on a fresh one
"""

import h5py


def choose_blocks(source, max_blocks, max_block_bytes):
    with h5py.File(source, "r") as file:
        shape, chunks = file["volume"].shape, file["volume"].chunks
    seen = {40: (16, 32, 128), 10: (10, 100, 110), 6: (50, 16, 90)}
    return seen.get(max_blocks, chunks)
