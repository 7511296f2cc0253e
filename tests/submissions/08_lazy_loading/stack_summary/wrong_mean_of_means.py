"""Averages the means of blocks that are not equally large.

Fails: the right numbers
Says: numbers (smallest
"""

import dask
import dask.array as da


def stack_summary(store, name, start, stop):
    with dask.config.set(scheduler="sync"):
        planes = da.from_zarr(store, component=name)[start:stop]
        means = planes.map_blocks(lambda b: b.mean(keepdims=True), chunks=(1, 1, 1), dtype="f8")
        return [float(v) for v in dask.compute(planes.min(), planes.max(), means.mean())]
