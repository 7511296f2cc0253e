"""Squares whole numbers that are too short for it.

Fails: the spread
Says: pixels of the spread
"""

import dask
import dask.array as da
import numpy as np

dask.config.set(scheduler="synchronous")


def activity(store, name):
    movie = da.from_zarr(store, component=name)
    mean, squares = movie.mean(axis=0, dtype="f8"), (movie**2).mean(axis=0, dtype="f8")
    spread = da.sqrt(abs(squares - mean**2))
    return dask.compute(mean, movie.max(axis=0) - mean, spread)
