"""Converts to a signed dtype that is too narrow.

Fails: the ratio; darker than the background; 0 where nothing is divided
Says: ratios of uint16 images differ
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
        background = background.astype("i2")
        above, below = series.astype("i2") - background, light.astype("i2") - background
        result = np.zeros(above.shape, "f4")
        return np.divide(above, below, out=result, where=(below != 0) & mask, casting="unsafe")

    pairs = (series, "tyx", light, "tyx", background, "yx", mask, "yx")
    return da.blockwise(ratio, "tyx", *pairs, dtype="float32").compute()
