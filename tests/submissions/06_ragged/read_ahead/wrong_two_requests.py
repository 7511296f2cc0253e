"""Fetches the range, and then once more the range and what follows.

Fails: one request for a miss
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
            elif first <= start and stop <= first + len(window):
                hits += 1
                sums.append(window[start - first : stop - first].sum().item())
            else:
                misses += 1
                sums.append(flat[start:stop].sum().item())
                if stop - start <= room:
                    window = None
                    first, window = start, flat[start : start + room]
    return sums, hits, misses
