"""Divides whole numbers, as zeros_like of whole numbers suggests.

Fails: the ratio; darker than the background; 0 where nothing is divided; float32
Says: on trust
"""

import dask
import dask.array as da
import numpy as np

dask.config.set(scheduler="synchronous")


def ratio_series(store):
    names = ("fluorescence", "brightfield", "background", "mask")
    series, light, background, mask = (da.from_zarr(store, component=name) for name in names)
    background, mask = dask.persist(background, mask)

    def ratio(series, light, background, mask):
        background = background.astype("i4")
        above, below = series - background, light - background
        good = (below != 0) & mask
        return np.where(good, above // np.where(good, below, 1), 0)

    pairs = (series, "tyx", light, "tyx", background, "yx", mask, "yx")
    return da.blockwise(ratio, "tyx", *pairs, dtype="float32").compute()
