"""Looks for the attributes in the text itself."""

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
