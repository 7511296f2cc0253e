"""Knows planes, rows and voxels, and no more than these three axes.

Fails: the first voxel; how far apart
Says: expected 4 numbers, one per axis
"""


def view_numbers(shape, itemsize, start, step):
    row = itemsize * shape[-1]
    whole = [row * shape[-2] if len(shape) > 1 else 0, row, itemsize][-len(shape) :]
    offset = sum(a * w for a, w in zip(start, whole))
    counts = [len(range(a, n if s > 0 else -1, s)) for a, n, s in zip(start, shape, step)]
    return offset, tuple(counts), tuple(s * w for s, w in zip(step, whole))
