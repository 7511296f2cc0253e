"""Takes the mean of each block for that of the pixel.

Fails: the rise
Says: pixels of the rise
"""

import dask
import dask.array as da
import numpy as np

dask.config.set(scheduler="synchronous")


def activity(store, name):
    movie = da.from_zarr(store, component=name)
    ones = ((1,) * movie.numblocks[0], *movie.chunks[1:])
    rise = movie.map_blocks(
        lambda b: (b.max(axis=0) - b.mean(axis=0))[None], chunks=ones, dtype="f8"
    )
    mean, spread = movie.mean(axis=0, dtype="f8"), movie.std(axis=0, dtype="f8")
    return dask.compute(mean, rise.max(axis=0), spread)
