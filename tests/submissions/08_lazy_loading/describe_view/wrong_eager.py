"""Makes an array of the data set, and then a lazy array of that.

Fails: no voxel is read
Says: of voxels were read
"""

import dask.array as da
import h5py
import numpy as np


def describe_view(source, start, stop):
    with h5py.File(source, "r") as file:
        dataset = file["volume"]
        data, chunks = np.asarray(dataset), dataset.chunks or (1, *dataset.shape[1:])
        lazy = da.from_array(data, chunks=chunks)
        view = lazy[tuple(slice(a, b) for a, b in zip(start, stop))]
        return {
            "shape": lazy.shape,
            "dtype": lazy.dtype.name,
            "blocks": lazy.numblocks,
            "last": tuple(lengths[-1] for lengths in lazy.chunks),
            "needed": view.npartitions,
        }
