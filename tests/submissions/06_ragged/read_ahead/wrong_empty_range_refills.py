"""Lets a range without values take the window along.

Fails: hits and misses; one request for a miss
Says: but not on a fresh one
"""

import h5py


def read_ahead(source, ranges, max_bytes):
    sums, hits, misses = [], 0, 0
    with h5py.File(source, "r") as file:
        flat = file["flat"]
        room = max_bytes // flat.dtype.itemsize
        first, window = 0, flat[:0]
        for start, stop in ranges:
            if first <= start and stop <= first + len(window):
                hits += start < stop
            else:
                misses += 1
                if stop - start > room:
                    sums.append(flat[start:stop].sum().item())
                    continue
                window = None
                first, window = start, flat[start : start + room]
            sums.append(window[start - first : stop - first].sum().item())
    return sums, hits, misses
