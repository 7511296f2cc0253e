"""Takes the widest reach along all axes.

Fails: only the chunks it needs
Says: beyond what the filter sees
"""

import scipy.ndimage as ndi
import zarr


def filter_region(store, name, start, stop, sigma):
    array = zarr.open_array(store, path=name, mode="r")
    r = int(4 * max(sigma) + 0.5)
    low = [max(a - r, 0) for a in start]
    high = [min(b + r, n) for b, n in zip(stop, array.shape)]
    seen = array[tuple(slice(a, b) for a, b in zip(low, high))].astype(float)
    done = ndi.gaussian_filter(seen, sigma)
    return done[tuple(slice(a - o, b - o) for a, b, o in zip(start, stop, low))]
