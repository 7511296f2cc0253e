"""Compresses as hard as it can, but never shuffles.

Fails: smooth counts; noisy counts; labels; 5 % or nothing
Says: smooth uint16 with
"""

import numpy as np


def halved(block, max_chunk_bytes):
    chunks = list(block.shape)
    while np.prod(chunks) * block.itemsize > max_chunk_bytes:
        longest = int(np.argmax(chunks))
        chunks[longest] = -(-chunks[longest] // 2)
    return tuple(chunks)


def choose_pipeline(block, max_file_bytes, max_chunk_bytes):
    chunks = halved(block, max_chunk_bytes)
    return {"chunks": chunks, "compression": "gzip", "compression_opts": 9}
