"""Arithmetic on shape and chunks, without dask."""

import math

import h5py


def describe_view(source, start, stop):
    with h5py.File(source, "r") as file:
        dataset = file["volume"]
        shape, chunks, dtype = dataset.shape, dataset.chunks, dataset.dtype
    blocks = chunks or (1, *shape[1:])
    return {
        "shape": list(shape),
        "dtype": dtype.name,
        "blocks": [-(-n // b) for n, b in zip(shape, blocks)],
        "last": [n % b or b for n, b in zip(shape, blocks)],
        "needed": math.prod((z - 1) // b - a // b + 1 for a, z, b in zip(start, stop, blocks)),
    }
