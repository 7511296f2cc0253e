"""Gives the dtype with its byte order instead of its name.

Fails: a contiguous data set
Says: but not on a fresh one
"""

import dask.array as da
import h5py


def describe_view(source, start, stop):
    with h5py.File(source, "r") as file:
        dataset = file["volume"]
        shape = dataset.shape
        lazy = da.from_array(dataset, chunks=dataset.chunks or (1, *shape[1:]))
        view = lazy[tuple(slice(a, b) for a, b in zip(start, stop))]
        return {
            "shape": lazy.shape,
            "dtype": str(lazy.dtype),
            "blocks": lazy.numblocks,
            "last": tuple(lengths[-1] for lengths in lazy.chunks),
            "needed": view.npartitions,
        }
