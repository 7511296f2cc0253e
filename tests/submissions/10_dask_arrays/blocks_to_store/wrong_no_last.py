"""Leaves the short block at the end out.

Fails: the lengths add up; no object has two writers; no block too large; few enough blocks
Says: the lengths add up to
"""


def blocks_to_store(shape, start, chunks, shards, itemsize, max_block_bytes, max_blocks):
    blocks = []
    for n, first, unit in zip(shape, start, shards or chunks):
        lengths = [min(n, unit - first % unit)]
        lengths += [unit] * ((n - lengths[0]) // unit)
        blocks.append(tuple(lengths))
    return tuple(blocks)
