"""The window holds what was asked for, and nothing is read ahead.

Fails: hits and misses; one request for a miss
Says: you said 0, there are 27 hits
"""

import h5py


def read_ahead(source, ranges, max_bytes):
    sums, hits, misses, first, window = [], 0, 0, 0, []
    with h5py.File(source, "r") as file:
        for start, stop in ranges:
            if start == stop:
                sums.append(0)
                continue
            if first <= start and stop <= first + len(window):
                hits += 1
            else:
                misses += 1
                first, window = start, file["flat"][start:stop]
            sums.append(window[start - first : stop - first].sum().item())
    return sums, hits, misses
