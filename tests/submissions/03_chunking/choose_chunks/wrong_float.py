"""Divides with /: chunk lengths that are no whole numbers.

Fails: a chunk shape within its limits; the XY plane; the YZ plane; few enough chunks
Says: chunk lengths are whole numbers
"""


def choose_chunks(shape, itemsize, max_chunk_bytes, max_amplification, max_chunks):
    cz = cx = max_amplification / 2
    return cz, max_chunk_bytes / itemsize / cz / cx, cx
