"""Lets a range that is longer than the room take the window's place.

Fails: hits and misses; one request for a miss
Says: the rules make
"""

import h5py


def read_ahead(source, ranges, max_bytes):
    sums, hits, misses = [], 0, 0
    with h5py.File(source, "r") as file:
        flat = file["flat"]
        room = max_bytes // flat.dtype.itemsize
        first, window = 0, flat[:0]
        for start, stop in ranges:
            if start == stop:
                sums.append(0)
                continue
            if first <= start and stop <= first + len(window):
                hits += 1
            else:
                misses += 1
                window = None
                first, window = start, flat[start : max(stop, start + room)]
            sums.append(window[start - first : stop - first].sum().item())
    return sums, hits, misses
