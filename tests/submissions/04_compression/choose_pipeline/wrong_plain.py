"""Never compresses anything.

Fails: smooth counts; noisy counts; sparse spots; large labels; one voxel unpacks little
Says: smooth counts with {}
"""


def choose_pipeline(block, max_file_bytes, max_chunk_bytes):
    return {}
