"""Takes the first thing in the text that looks like a size, whoever says it.

Fails: z, y, x
Says: you say 125 along x; it is 0.5 micrometres
"""

import re

import tifffile


def voxel_size(source):
    text = tifffile.TiffFile(source).ome_metadata

    def size(axis):
        number = re.search(f'PhysicalSize{axis}="([^"]*)"', text)
        unit = re.search(f'PhysicalSize{axis}Unit="([^"]*)"', text)
        scale = {"nm": 1e-3, "mm": 1e3}.get(unit.group(1) if unit else "", 1)
        return float(number.group(1)) * scale if number else None

    return size("Z"), size("Y"), size("X")
