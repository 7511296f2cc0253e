"""Filters one axis after the other."""

import scipy.ndimage as ndi
import zarr


def filter_region(store, name, start, stop, sigma):
    array = zarr.open_array(store, path=name, mode="r")
    seen, box = [], []
    for a, b, s, n in zip(start, stop, sigma, array.shape):
        radius = int(4 * s + 0.5)
        first = max(0, a - radius)
        seen.append(slice(first, min(n, b + radius)))
        box.append(slice(a - first, b - first))
    image = array[tuple(seen)].astype(float)
    for axis, s in enumerate(sigma):
        if s > 0:
            image = ndi.gaussian_filter1d(image, s, axis=axis)
    return image[tuple(box)]
