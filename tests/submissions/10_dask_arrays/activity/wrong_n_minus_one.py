"""Divides by n - 1.

Fails: the spread
Says: pixels of the spread
"""

import dask
import dask.array as da
import numpy as np

dask.config.set(scheduler="synchronous")


def activity(store, name):
    movie = da.from_zarr(store, component=name)
    mean = movie.mean(axis=0, dtype="f8")
    return dask.compute(mean, movie.max(axis=0) - mean, movie.std(axis=0, dtype="f8", ddof=1))
