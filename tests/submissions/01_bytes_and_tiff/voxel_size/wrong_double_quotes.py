"""Finds the right element, and expects its attributes in double quotes.

Fails: z, y, x
Says: but not on a fresh one (single quotes)
"""

import re

import tifffile


def voxel_size(source):
    text = re.search("<Pixels [^>]*>", tifffile.TiffFile(source).ome_metadata).group()

    def size(axis):
        number = re.search(f'PhysicalSize{axis}="([^"]*)"', text)
        unit = re.search(f'PhysicalSize{axis}Unit="([^"]*)"', text)
        scale = {"nm": 1e-3, "mm": 1e3}.get(unit.group(1) if unit else "", 1)
        return float(number.group(1)) * scale if number else None

    return size("Z"), size("Y"), size("X")
