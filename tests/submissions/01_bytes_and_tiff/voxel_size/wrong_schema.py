"""Knows one version of the schema only.

Fails: units
Says: but not on a fresh one (an older schema)
"""

from xml.etree import ElementTree

import tifffile


def voxel_size(source):
    micrometres = {"µm": 1.0, "nm": 1e-3, "mm": 1e3}
    with tifffile.TiffFile(source) as file:
        root = ElementTree.fromstring(file.ome_metadata)
    pixels = root.find(".//{http://www.openmicroscopy.org/Schemas/OME/2016-06}Pixels")
    sizes = []
    for axis in "ZYX":
        size = pixels.get(f"PhysicalSize{axis}")
        unit = pixels.get(f"PhysicalSize{axis}Unit", "µm")
        sizes.append(None if size is None else float(size) * micrometres[unit])
    return tuple(sizes)
