"""One delayed task per block of the sliced array."""

import dask
import dask.array as da
import zarr


def stack_summary(store, name, start, stop):
    array = zarr.open_array(store, path=name, mode="r")
    planes = da.from_array(array, chunks=array.chunks)[start:stop]

    @dask.delayed
    def facts(block):
        return int(block.min()), int(block.max()), int(block.sum(dtype="uint64"))

    blocks = planes.to_delayed().ravel()
    low, high, total = zip(*dask.compute(*map(facts, blocks), scheduler="sync"))
    return min(low), max(high), sum(total) / planes.size
