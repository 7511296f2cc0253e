"""Reads every range by itself.

Fails: hits and misses; one request for a miss
Says: you said 0, there are 27 hits
"""

import h5py


def read_ahead(source, ranges, max_bytes):
    with h5py.File(source, "r") as file:
        sums = [file["flat"][a:b].sum().item() for a, b in ranges]
    return sums, 0, len(ranges)
