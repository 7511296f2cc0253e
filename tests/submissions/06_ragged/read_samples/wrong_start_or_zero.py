"""Takes start or 0 and stop or n, whatever the step is.

Fails: slices as a list has them
Says: [::-1] returned 0 samples
"""

import h5py
import numpy as np


def read_samples(source, key):
    with h5py.File(source, "r") as file:
        flat, offsets, shapes = file["flat"], file["offsets"][:], file["shapes"][:]
        n = len(offsets) - 1

        def read(i):
            return flat[offsets[i] : offsets[i + 1]].reshape(shapes[i])

        if not isinstance(key, slice):
            return read(key % n)
        start, stop = key.start or 0, n if key.stop is None else key.stop
        start = start + n if start < 0 else start
        return [read(i) for i in range(start, stop, key.step or 1)]
