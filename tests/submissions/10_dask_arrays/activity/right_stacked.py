"""Three reductions stacked to one array: one graph, one compute."""

import dask
import dask.array as da
import numpy as np

dask.config.set(scheduler="synchronous")


def activity(store, name):
    movie = da.from_zarr(store, component=name)
    real = movie.astype("float64")
    mean, top, variance = da.stack(
        [real.mean(axis=0), movie.max(axis=0), real.var(axis=0)]
    ).compute()
    return mean, top - mean, np.sqrt(variance)
