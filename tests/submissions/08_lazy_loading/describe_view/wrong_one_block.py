"""Takes a contiguous data set for one block.

Fails: a contiguous data set
Says: 'blocks' is
"""

import dask.array as da
import h5py
import numpy as np


def describe_view(source, start, stop):
    with h5py.File(source, "r") as file:
        dataset = file["volume"]
        lazy = da.from_array(dataset, chunks=dataset.chunks or dataset.shape)
        view = lazy[tuple(slice(a, b) for a, b in zip(start, stop))]
        return {
            "shape": lazy.shape,
            "dtype": lazy.dtype.name,
            "blocks": lazy.numblocks,
            "last": tuple(lengths[-1] for lengths in lazy.chunks),
            "needed": view.npartitions,
        }
