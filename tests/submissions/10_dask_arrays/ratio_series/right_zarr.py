"""Each array read whole once, then NumPy."""

import numpy as np
import zarr


def ratio_series(store):
    group = zarr.open_group(store, mode="r")
    series, light = (group[n][...].astype("int64") for n in ("fluorescence", "brightfield"))
    background = group["background"][...].astype("int64")
    below = light - background
    valid = group["mask"][...] & (below != 0)
    ratio = np.zeros(series.shape, "f4")
    ratio[valid] = (series - background)[valid] / below[valid]
    return ratio
