"""y in one piece and 8 along the others: never looks at the limits.

Fails: the XY plane; few enough chunks
Says: 10.24 times; the limit is 10
"""


def choose_chunks(shape, itemsize, max_chunk_bytes, max_amplification, max_chunks):
    side = 8
    while side * side * shape[1] * itemsize > max_chunk_bytes:
        side -= 1
    return side, shape[1], side
