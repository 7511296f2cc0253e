"""Shuffles small numbers, and takes large ones for labels that are better left whole.

Fails: smooth counts; labels
Says: labels in a row uint64
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
    packed = {"compression": "gzip", "compression_opts": 9, "shuffle": bool(block.max() < 2**16)}
    best = {"chunks": halved(block, max_chunk_bytes), **packed}
    return best if file_bytes(block, best) <= 0.95 * block.nbytes else {}
