"""Makes an empty block in front where the image begins on a border.

Fails: the lengths add up; no object has two writers; no block too large; few enough blocks
Says: block of length 0
"""


def blocks_to_store(shape, start, chunks, shards, itemsize, max_block_bytes, max_blocks):
    blocks = []
    for n, first, unit in zip(shape, start, shards or chunks):
        cuts = [0, *range(-first % unit, n, unit), n]
        blocks.append(tuple(b - a for a, b in zip(cuts, cuts[1:])))
    return tuple(blocks)
