"""A codec that h5py has no name for.

Fails: smooth counts; noisy counts; sparse spots; labels; 5 % or nothing; one voxel unpacks little
Says: is not None, 'gzip' or 'lzf'
"""


def choose_pipeline(block, max_file_bytes, max_chunk_bytes):
    return {"chunks": (8, 16, 16), "compression": "zstd"}
