"""Lets the margin begin before the image, where an index counts from the end.

Fails: at the edge of the image; only the chunks it needs; no chunk is fetched twice
Says: the shape is
"""

import scipy.ndimage as ndi
import zarr


def filter_region(store, name, start, stop, sigma):
    array = zarr.open_array(store, path=name, mode="r")
    reach = [int(4 * s + 0.5) for s in sigma]
    seen = array[tuple(slice(a - r, b + r) for a, b, r in zip(start, stop, reach))]
    done = ndi.gaussian_filter(seen.astype(float), sigma)
    return done[tuple(slice(r, r + b - a) for a, b, r in zip(start, stop, reach))]
