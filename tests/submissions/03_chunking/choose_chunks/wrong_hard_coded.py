"""Good layouts for the two shapes one can see.

Fails: few enough chunks
Says: but not on a fresh one
"""

def choose_chunks(shape, itemsize, max_chunk_bytes, max_amplification, max_chunks):
    return {(60, 150, 210): (6, 150, 8), (130, 100, 90): (8, 100, 8)}.get(shape, (10, 10, 10))
