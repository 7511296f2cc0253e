"""Looks at every second row only.

Fails: the right numbers
Says: numbers (smallest
"""

import dask
import dask.array as da


def stack_summary(store, name, start, stop):
    with dask.config.set(scheduler="sync"):
        planes = da.from_zarr(store, component=name)[start:stop, ::2]
        return [float(v) for v in dask.compute(planes.min(), planes.max(), planes.mean())]
