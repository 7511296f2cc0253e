"""Chunks so small that nothing is left to look back at.

Fails: smooth counts; noisy counts; sparse spots; labels; 5 % or nothing; one voxel unpacks little
Says: bytes of file for
"""


def choose_pipeline(block, max_file_bytes, max_chunk_bytes):
    packed = {"compression": "gzip", "compression_opts": 9}
    return {"chunks": (4, 4, 4), "shuffle": block.itemsize == 2, **packed}
