"""Reads the movie into memory.

Fails: little is held
Says: held; the movie takes
"""

import zarr


def activity(store, name):
    movie = zarr.open_array(store, path=name, mode="r")[...]
    mean = movie.mean(axis=0, dtype="f8")
    return mean, movie.max(axis=0) - mean, movie.std(axis=0, dtype="f8")
