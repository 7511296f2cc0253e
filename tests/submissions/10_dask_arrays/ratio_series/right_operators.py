"""Whole lazy arrays with operators; dask aligns them."""

import dask
import dask.array as da
import numpy as np

dask.config.set(scheduler="synchronous")


def ratio_series(store):
    names = ("fluorescence", "brightfield", "background", "mask")
    series, light, background, mask = (da.from_zarr(store, component=name) for name in names)
    background, mask = dask.persist(background, mask)
    above = series.astype("int32") - background
    below = light.astype("int32") - background
    good = (below != 0) & mask
    ratio = da.where(good, above / da.where(good, below, 1), 0)
    return ratio.astype("float32").compute()
