"""Subtracts in the dtype of the camera: below zero it wraps around.

Fails: darker than the background; 0 where nothing is divided
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
        above = (series - background).astype("f4")
        below = (light - background).astype("f4")
        return np.divide(above, below, out=np.zeros_like(above), where=(below != 0) & mask)

    pairs = (series, "tyx", light, "tyx", background, "yx", mask, "yx")
    return da.blockwise(ratio, "tyx", *pairs, dtype="float32").compute()
