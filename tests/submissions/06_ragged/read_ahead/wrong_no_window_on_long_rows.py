"""Reads ahead on short rows only.

Fails: hits and misses; one request for a miss
Says: you said 0, there are
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
            if len(flat) > 1_000_000:
                sums.append(flat[start:stop].sum().item())
                misses += 1
                continue
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
