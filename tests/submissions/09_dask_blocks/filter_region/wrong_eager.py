"""Filters the whole image and cuts the box out.

Fails: only the chunks it needs
Says: beyond what the filter sees
"""

import scipy.ndimage as ndi
import zarr


def filter_region(store, name, start, stop, sigma):
    image = zarr.open_array(store, path=name, mode="r")[...].astype(float)
    return ndi.gaussian_filter(image, sigma)[tuple(map(slice, start, stop))]
