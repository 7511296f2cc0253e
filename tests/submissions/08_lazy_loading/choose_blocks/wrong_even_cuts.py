"""Halves the longest side until it fits, and forgets the chunks.

Fails: whole chunks; few enough blocks
Says: fetch it
"""

import math

import h5py


def choose_blocks(source, max_blocks, max_block_bytes):
    with h5py.File(source, "r") as file:
        blocks = list(file["volume"].shape)
    while 2 * math.prod(blocks) > max_block_bytes:
        longest = blocks.index(max(blocks))
        blocks[longest] = -(-blocks[longest] // 2)
    return blocks
