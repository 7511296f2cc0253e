"""Serves the XY plane only: one plane, one chunk, cut to fit.

Fails: the YZ plane; few enough chunks
Says: 218.4 times; the limit is 16
"""


def choose_chunks(shape, itemsize, max_chunk_bytes, max_amplification, max_chunks):
    rows = max_chunk_bytes // (itemsize * shape[2])
    return 1, min(rows, shape[1]), shape[2]
