"""Counts all blocks of the array for the box.

Fails: the blocks that the box needs; a contiguous data set
Says: 'needed' is
"""

import dask.array as da
import h5py
import numpy as np


def describe_view(source, start, stop):
    with h5py.File(source, "r") as file:
        dataset = file["volume"]
        lazy = da.from_array(dataset, chunks=dataset.chunks or (1, *dataset.shape[1:]))
        view = lazy[tuple(slice(a, b) for a, b in zip(start, stop))]
        return {
            "shape": lazy.shape,
            "dtype": lazy.dtype.name,
            "blocks": lazy.numblocks,
            "last": tuple(lengths[-1] for lengths in lazy.chunks),
            "needed": lazy.npartitions,
        }
