"""Cuts the box with its margin out of a lazy array, and lets map_overlap filter that."""

import dask.array as da
import scipy.ndimage as ndi


def filter_region(store, name, start, stop, sigma):
    lazy = da.from_zarr(store, component=name)
    depth = [int(4 * s + 0.5) for s in sigma]
    low = [max(a - d, 0) for a, d in zip(start, depth)]
    high = [min(b + d, n) for b, d, n in zip(stop, depth, lazy.shape)]
    seen = lazy[tuple(slice(a, b) for a, b in zip(low, high))].astype(float)
    done = da.map_overlap(
        ndi.gaussian_filter, seen, sigma=sigma, depth=tuple(depth), boundary="none", dtype=float
    )
    box = tuple(slice(a - o, b - o) for a, b, o in zip(start, stop, low))
    return done[box].compute(scheduler="sync")
