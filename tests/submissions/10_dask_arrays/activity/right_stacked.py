"""Sums and squares in float64, about a value of each pixel's range, joined by dask."""

import dask
import dask.array as da
import numpy as np

dask.config.set(scheduler="synchronous")


def activity(store, name):
    movie = da.from_zarr(store, component=name)
    shifted = movie.astype("f8") - 20_000
    n = movie.shape[0]
    total, squares, top = dask.compute(
        shifted.sum(axis=0), (shifted**2).sum(axis=0), movie.max(axis=0)
    )
    mean = total / n
    return mean + 20_000, top - (mean + 20_000), np.sqrt(np.maximum(squares / n - mean**2, 0))
