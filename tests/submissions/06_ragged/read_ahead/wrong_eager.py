"""Reads the whole row, and works out the counts beside it.

Fails: one request for a miss; within the limit
Says: the rules make
"""

import h5py


def read_ahead(source, ranges, max_bytes):
    with h5py.File(source, "r") as file:
        row = file["flat"][:]
    room, first, last, hits, misses = max_bytes // row.itemsize, 0, 0, 0, 0
    for start, stop in ranges:
        if start == stop:
            continue
        if first <= start and stop <= last:
            hits += 1
        else:
            misses += 1
            if stop - start <= room:
                first, last = start, min(start + room, len(row))
    return [row[a:b].sum().item() for a, b in ranges], hits, misses
