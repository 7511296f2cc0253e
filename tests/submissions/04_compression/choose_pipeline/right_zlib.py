"""Packs the whole block with zlib to learn whether to shuffle, and whether to pack at all."""

import zlib

import numpy as np


def choose_pipeline(block, max_file_bytes, max_chunk_bytes):
    plain = block.tobytes()
    planes = np.frombuffer(plain, "u1").reshape(-1, block.itemsize).T.tobytes()
    sizes = {False: len(zlib.compress(plain, 9)), True: len(zlib.compress(planes, 9))}
    shuffle = sizes[True] < sizes[False]
    if sizes[shuffle] > 0.95 * len(plain):
        return {}
    chunks = list(block.shape)
    for axis in (1, 2, 1, 2, 1, 2, 1, 2, 0, 0):
        if int(np.prod(chunks)) * block.itemsize > max_chunk_bytes:
            chunks[axis] = -(-chunks[axis] // 2)
    packed = {"compression": "gzip", "compression_opts": 9, "shuffle": shuffle}
    return {"chunks": [int(c) for c in chunks], **packed}
