"""Looks at the dtype alone: shuffles 16 bits, not 64, and leaves bytes as they are.

Fails: smooth counts; noisy counts; labels; 5 % or nothing
Says: static uint16
"""

import numpy as np


def halved(block, max_chunk_bytes):
    chunks = list(block.shape)
    while np.prod(chunks) * block.itemsize > max_chunk_bytes:
        longest = int(np.argmax(chunks))
        chunks[longest] = -(-chunks[longest] // 2)
    return tuple(chunks)


def choose_pipeline(block, max_file_bytes, max_chunk_bytes):
    if block.itemsize == 1:
        return {}
    packed = {"compression": "gzip", "compression_opts": 9, "shuffle": block.itemsize == 2}
    return {"chunks": halved(block, max_chunk_bytes), **packed}
