"""The mean of the squares less the square of the mean: large numbers leave no digits for it.

Fails: the spread
Says: pixels of the spread of uint32 voxels
"""

import dask
import dask.array as da

dask.config.set(scheduler="synchronous")


def activity(store, name):
    movie = da.from_zarr(store, component=name)
    real = movie.astype("float64")
    mean, squares = real.mean(axis=0), (real**2).mean(axis=0)
    spread = da.sqrt(da.maximum(squares - mean**2, 0))
    return dask.compute(mean, movie.max(axis=0) - mean, spread)
