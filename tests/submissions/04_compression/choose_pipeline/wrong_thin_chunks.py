"""Measures, and cuts planes until they fit: no chunk ever holds two of them.

Fails: smooth counts; noisy counts; 5 % or nothing
Says: still uint16 with
"""

import io

import h5py
import numpy as np


def halved(block, max_chunk_bytes):
    chunks = list(block.shape)
    while np.prod(chunks) * block.itemsize > max_chunk_bytes:
        longest = int(np.argmax(chunks))
        chunks[longest] = -(-chunks[longest] // 2)
    return tuple(chunks)


def file_bytes(block, options):
    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        file.create_dataset("volume", data=block, **options)
    return len(memory.getvalue())


def choose_pipeline(block, max_file_bytes, max_chunk_bytes):
    gzip = {"chunks": (1, *halved(block[0], max_chunk_bytes)), "compression": "gzip"}
    tried = [{**gzip, "compression_opts": 9, "shuffle": shuffle} for shuffle in (True, False)]
    best = min(tried, key=lambda options: file_bytes(block, options))
    return best if file_bytes(block, best) <= 0.95 * block.nbytes else {}
