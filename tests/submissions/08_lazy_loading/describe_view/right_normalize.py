"""Lets dask normalise the chunks, and counts with the grid."""

import h5py
from dask.array.core import normalize_chunks

from outofcore import grid


def describe_view(source, start, stop):
    with h5py.File(source, "r") as file:
        dataset = file["volume"]
        blocks = dataset.chunks or (1,) + dataset.shape[1:]
        lengths = normalize_chunks(blocks, dataset.shape)
        box = tuple(map(slice, start, stop))
        return {
            "shape": dataset.shape,
            "dtype": dataset.dtype.name,
            "blocks": tuple(map(len, lengths)),
            "last": tuple(c[-1] for c in lengths),
            "needed": grid.count_touched(box, dataset.shape, blocks),
        }
