"""Keeps the movie, to calculate on it three times.

Fails: little is held
Says: held; the movie takes
"""

import dask
import dask.array as da
import numpy as np

dask.config.set(scheduler="synchronous")


def activity(store, name):
    movie = da.from_zarr(store, component=name).persist()
    mean = movie.mean(axis=0, dtype="f8").compute()
    return mean, movie.max(axis=0).compute() - mean, movie.std(axis=0, dtype="f8").compute()
