"""Asks the library.

Fails: z, y, x; units; a size that is not given; no pixel is read
Says: voxel_size uses `spacing_um`; this task asks you to do that by hand
"""

from outofcore.formats import tiff


def voxel_size(source):
    found = tiff.spacing_um(tiff.open_lazy(source))
    return tuple(found.get(axis) for axis in "zyx")
