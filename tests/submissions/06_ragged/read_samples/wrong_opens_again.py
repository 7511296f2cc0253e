"""Opens the file anew for each sample, which empties the chunk cache.

Fails: only the chunks it needs
Says: each fetched once
"""

import h5py


def read_samples(source, key):
    def read(i):
        with h5py.File(source, "r") as file:
            start, stop = file["offsets"][i : i + 2]
            return file["flat"][start:stop].reshape(file["shapes"][i])

    with h5py.File(source, "r") as file:
        n = len(file["offsets"]) - 1
    where = range(n)[key]
    return [read(i) for i in where] if isinstance(key, slice) else read(where)
