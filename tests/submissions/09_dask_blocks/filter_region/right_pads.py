"""Pads at the edge of the image with numpy, whose `symmetric` is SciPy's `reflect`."""

import numpy as np
import scipy.ndimage as ndi
import zarr


def filter_region(store, name, start, stop, sigma):
    array = zarr.open_array(store, path=name, mode="r")
    reach = [int(4 * s + 0.5) for s in sigma]
    low = [max(a - r, 0) for a, r in zip(start, reach)]
    high = [min(b + r, n) for b, r, n in zip(stop, reach, array.shape)]
    seen = array[tuple(slice(a, b) for a, b in zip(low, high))].astype("float64")
    missing = [(r - (a - i), r - (j - b)) for a, b, i, j, r in zip(start, stop, low, high, reach)]
    padded = np.pad(seen, missing, mode="symmetric")
    done = ndi.gaussian_filter(padded, sigma, mode="constant")
    return done[tuple(slice(r, n - r) for r, n in zip(reach, done.shape))]
