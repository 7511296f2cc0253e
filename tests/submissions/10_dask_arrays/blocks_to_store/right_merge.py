"""Begins with one block per object and merges neighbours while it can."""

import math


def blocks_to_store(shape, start, chunks, shards, itemsize, max_block_bytes, max_blocks):
    units = shards or chunks
    blocks = []
    for n, first, unit in zip(shape, start, units):
        cuts = [0, *(b - first for b in range(first + 1, first + n) if b % unit == 0), n]
        blocks.append([b - a for a, b in zip(cuts, cuts[1:])])
    best = None

    def pack(lengths, most):
        packed = []
        for length in lengths:
            if packed and packed[-1] + length <= most:
                packed[-1] += length
            else:
                packed.append(length)
        return tuple(packed)

    def sums(lengths):
        return {
            sum(lengths[i:j]) for i in range(len(lengths)) for j in range(i + 1, len(lengths) + 1)
        }

    def search(done, axis):
        nonlocal best
        if itemsize * math.prod(map(max, done)) > max_block_bytes:
            return
        if axis == len(shape):
            count = math.prod(map(len, done))
            best = min(best, (count, done)) if best else (count, done)
            return
        for most in sorted(s for s in sums(blocks[axis]) if s >= max(blocks[axis])):
            search((*done, pack(blocks[axis], most)), axis + 1)

    search((), 0)
    return best[1]
