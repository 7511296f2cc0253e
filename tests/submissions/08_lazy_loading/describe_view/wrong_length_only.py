"""Divides the length of the box by the block, and forgets where it lies.

Fails: the blocks that the box needs
Says: 'needed' is
"""

import math

import dask.array as da
import h5py
import numpy as np


def describe_view(source, start, stop):
    with h5py.File(source, "r") as file:
        dataset = file["volume"]
        lazy = da.from_array(dataset, chunks=dataset.chunks or (1, *dataset.shape[1:]))
        return {
            "shape": lazy.shape,
            "dtype": lazy.dtype.name,
            "blocks": lazy.numblocks,
            "last": tuple(lengths[-1] for lengths in lazy.chunks),
            "needed": math.prod(-(-(z - a) // c) for a, z, c in zip(start, stop, lazy.chunksize)),
        }
