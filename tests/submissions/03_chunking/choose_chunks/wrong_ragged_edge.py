"""Takes the amplification for the chunk length itself: forgets what the edges add.

Fails: the XY plane; the YZ plane; few enough chunks
Says: the limit is 16
"""


def choose_chunks(shape, itemsize, max_chunk_bytes, max_amplification, max_chunks):
    cz = cx = max_amplification
    cy = max_chunk_bytes // (itemsize * cz * cx)
    return cz, min(cy, shape[1]), cx
