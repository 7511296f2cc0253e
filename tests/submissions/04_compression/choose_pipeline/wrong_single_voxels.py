"""A chunk for each voxel: the least to unpack, and nothing to pack.

Fails: smooth counts; noisy counts; sparse spots; labels; 5 % or nothing; one voxel unpacks little
Says: so many chunks are not even written
"""


def choose_pipeline(block, max_file_bytes, max_chunk_bytes):
    return {"chunks": (1, 1, 1), "compression": "gzip", "shuffle": True}
