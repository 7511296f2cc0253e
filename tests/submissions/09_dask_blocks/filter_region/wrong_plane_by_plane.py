"""Reads the margin plane by plane.

Fails: no chunk is fetched twice
Says: up to
"""

import numpy as np
import scipy.ndimage as ndi
import zarr


def filter_region(store, name, start, stop, sigma):
    array = zarr.open_array(store, path=name, mode="r")
    reach = [int(4 * s + 0.5) for s in sigma]
    low = [max(a - r, 0) for a, r in zip(start, reach)]
    high = [min(b + r, n) for b, r, n in zip(stop, reach, array.shape)]
    rest = tuple(slice(a, b) for a, b in zip(low[1:], high[1:]))
    seen = np.stack([array[(z, *rest)] for z in range(low[0], high[0])]).astype(float)
    done = ndi.gaussian_filter(seen, sigma)
    return done[tuple(slice(a - o, b - o) for a, b, o in zip(start, stop, low))]
