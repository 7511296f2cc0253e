"""Slices the strips through zarr, one plane after the other."""

import numpy as np
import tifffile
import zarr


def side_view(source, y, height):
    with tifffile.TiffFile(source) as file:
        stack = zarr.open(file.series[0].aszarr(), mode="r")
        planes = [i * stack.shape[0] // height for i in range(height)]
        rows = {z: stack[z, y] for z in set(planes)}
        stack.store.close()
    return np.array([rows[z] for z in planes])
