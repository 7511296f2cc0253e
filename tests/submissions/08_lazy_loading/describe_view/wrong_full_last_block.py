"""Takes the last block to be as long as the others.

Fails: what the array is
Says: 'last' is
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
            "last": lazy.chunksize,
            "needed": view.npartitions,
        }
