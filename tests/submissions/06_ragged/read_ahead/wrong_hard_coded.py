"""Knows how long a value is in the rows that one can see.

Fails: hits and misses; one request for a miss
Says: but not on a fresh one
"""

import h5py


def read_ahead(source, ranges, max_bytes):
    sums, hits, misses = [], 0, 0
    with h5py.File(source, "r") as file:
        flat = file["flat"]
        room = max_bytes // {241: 8}.get(max_bytes, 2)
        if len(flat) not in (1_000, 12_000_000):
            room = max_bytes // 16
        first, window = 0, flat[:0]
        for start, stop in ranges:
            if start == stop:
                sums.append(0)
                continue
            if first <= start and stop <= first + len(window):
                hits += 1
            else:
                misses += 1
                if stop - start > room:
                    sums.append(flat[start:stop].sum().item())
                    continue
                window = None
                first, window = start, flat[start : start + room]
            sums.append(window[start - first : stop - first].sum().item())
    return sums, hits, misses
