"""Layer by layer with zarr alone."""

import zarr


def stack_summary(store, name, start, stop):
    array = zarr.open_array(store, path=name, mode="r")
    depth = array.chunks[0]
    low, high, total, count = [], [], 0, 0
    for z in range(start // depth * depth, stop, depth):
        slab = array[max(z, start) : min(z + depth, stop)]
        low.append(slab.min())
        high.append(slab.max())
        total += int(slab.sum(dtype="uint64"))
        count += slab.size
    return int(min(low)), int(max(high)), total / count
