"""The small arrays are read first and handed to each block with its place."""

import dask
import dask.array as da
import numpy as np

dask.config.set(scheduler="synchronous")


def ratio_series(store):
    names = ("fluorescence", "brightfield", "background", "mask")
    series, light, background, mask = (da.from_zarr(store, component=name) for name in names)
    background, mask = dask.persist(background, mask)
    background, mask = dask.compute(background, mask)
    light = light.rechunk(series.chunks)

    def ratio(series, light, block_info=None):
        (_, *place) = block_info[0]["array-location"]
        here = tuple(slice(a, b) for a, b in place)
        dark = background[here].astype("f4")
        below = light - dark
        result = np.zeros(series.shape, "f4")
        return np.divide(series - dark, below, out=result, where=(below != 0) & mask[here])

    return da.map_blocks(ratio, series, light, dtype="f4").compute()
