"""Makes one block of all times: in this file that is the movie.

Fails: little is held
Says: held; the movie takes
"""

import dask
import dask.array as da
import numpy as np

dask.config.set(scheduler="synchronous")


def activity(store, name):
    lazy = da.from_zarr(store, component=name)
    movie = da.from_zarr(store, component=name, chunks=(-1, *lazy.chunksize[1:]))

    def facts(block):
        mean = block.mean(axis=0, dtype="f8")
        return np.stack([mean, block.max(axis=0) - mean, block.std(axis=0, dtype="f8")])

    return tuple(movie.map_blocks(facts, chunks=(3, *movie.chunks[1:]), dtype="f8").compute())
