"""An array-like class under da.from_array, a block for each plane."""

import struct

import dask
import dask.array as da
import numpy as np


def read_boxes(source, boxes):
    _, nz, ny, nx, itemsize, table = struct.unpack("<4s4IQ", source.read(28))
    source.seek(table)
    places = np.frombuffer(source.read(8 * nz), "<u8")
    dtype = np.dtype(f"uint{8 * itemsize}")

    class Planes:
        shape, ndim = (nz, ny, nx), 3

        def __init__(self):
            self.dtype = dtype

        def __getitem__(self, key):
            out = np.zeros((key[0].stop - key[0].start, ny, nx), dtype)
            for i, z in enumerate(range(key[0].start, key[0].stop)):
                if places[z]:
                    source.seek(int(places[z]))
                    out[i] = np.frombuffer(source.read(ny * nx * itemsize), dtype).reshape(ny, nx)
            return out[:, key[1], key[2]]

    meta = np.empty((0, 0, 0), dtype)
    stack = da.from_array(Planes(), chunks=(1, ny, nx), meta=meta, inline_array=False)
    stack = stack.map_blocks(np.copy, dtype=dtype, meta=meta)
    views = [stack[tuple(map(slice, *box))] for box in boxes]
    with dask.config.set({"optimization.fuse.active": False}):
        return list(dask.compute(*views, scheduler="sync", optimize_graph=False))
