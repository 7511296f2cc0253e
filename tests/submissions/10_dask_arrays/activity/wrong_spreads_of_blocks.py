"""Averages the spreads of the blocks.

Fails: the spread
Says: pixels of the spread
"""

import dask
import dask.array as da
import numpy as np

dask.config.set(scheduler="synchronous")


def activity(store, name):
    movie = da.from_zarr(store, component=name)
    ones = ((1,) * movie.numblocks[0], *movie.chunks[1:])
    spreads = movie.map_blocks(lambda b: b.std(axis=0, keepdims=True), chunks=ones, dtype="f8")
    mean = movie.mean(axis=0, dtype="f8")
    return dask.compute(mean, movie.max(axis=0) - mean, spreads.mean(axis=0))
