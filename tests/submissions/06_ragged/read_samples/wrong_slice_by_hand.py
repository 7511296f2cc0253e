"""Fills in start, stop and step by hand, and adds the length to negative places.

Fails: slices as a list has them
Says: a list gives 4
"""

import h5py


def read_samples(source, key):
    with h5py.File(source, "r") as file:
        flat, offsets, shapes = file["flat"], file["offsets"][:], file["shapes"][:]
        n = len(offsets) - 1

        def read(i):
            i = i + n if i < 0 else i
            return flat[offsets[i] : offsets[i + 1]].reshape(shapes[i])

        if not isinstance(key, slice):
            return read(key)
        start = 0 if key.start is None else key.start
        stop = n if key.stop is None else key.stop
        return [read(i) for i in range(start, stop, key.step or 1)]
