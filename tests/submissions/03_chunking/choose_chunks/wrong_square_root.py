"""Shares what y leaves equally between z and x: right but for the edges.

Fails: the XY plane; the YZ plane; few enough chunks
Says: the limit is 10
"""

import math


def choose_chunks(shape, itemsize, max_chunk_bytes, max_amplification, max_chunks):
    side = int(min(math.sqrt(max_chunk_bytes / itemsize / shape[1]), max_amplification))
    return side, shape[1], side
