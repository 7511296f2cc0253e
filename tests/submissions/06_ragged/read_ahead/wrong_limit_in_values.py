"""Takes the limit in bytes for a number of values.

Fails: hits and misses; one request for a miss; within the limit
Says: one read brought 400 bytes
"""

import h5py


def read_ahead(source, ranges, max_bytes):
    sums, hits, misses = [], 0, 0
    with h5py.File(source, "r") as file:
        flat = file["flat"]
        first, window = 0, flat[:0]
        for start, stop in ranges:
            if start == stop:
                sums.append(0)
                continue
            if first <= start and stop <= first + len(window):
                hits += 1
            else:
                misses += 1
                if stop - start > max_bytes:
                    sums.append(flat[start:stop].sum().item())
                    continue
                window = None
                first, window = start, flat[start : start + max_bytes]
            sums.append(window[start - first : stop - first].sum().item())
    return sums, hits, misses
