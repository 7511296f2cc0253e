"""Sums of indices in the whole image, block by block, computed together."""

import dask
import dask.array as da
import numpy as np


@dask.delayed
def line(block, corner, level):
    bright = block > level
    count = int(bright.sum())
    centre = []
    for axis, first in enumerate(corner):
        others = tuple(a for a in range(block.ndim) if a != axis)
        index = np.arange(first, first + block.shape[axis])
        total = float((bright.sum(axis=others) * index).sum())
        centre.append(total / count if count else float("nan"))
    return [float(count), *centre]


def block_table(store, name, blocks, level):
    lazy = da.from_zarr(store, component=name, chunks=blocks)
    corners = [[s.start for s in box] for box in da.core.slices_from_chunks(lazy.chunks)]
    parts = lazy.to_delayed().ravel()
    lines = [line(part, corner, level) for part, corner in zip(parts, corners)]
    return np.array(dask.compute(*lines, scheduler="sync"))
