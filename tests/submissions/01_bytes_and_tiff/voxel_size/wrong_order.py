"""Returns x, y, z: the order of OME-XML, not of the array.

Fails: z, y, x; units; a size that is not given; no pixel is read
Says: you say 0.5 along z; it is 2 micrometres
"""

from xml.etree import ElementTree

import tifffile


def voxel_size(source):
    micrometres = {"µm": 1.0, "nm": 1e-3, "mm": 1e3}
    with tifffile.TiffFile(source) as file:
        root = ElementTree.fromstring(file.ome_metadata)
    pixels = next(e for e in root.iter() if e.tag.endswith("Pixels"))
    sizes = []
    for axis in "XYZ":
        size = pixels.get(f"PhysicalSize{axis}")
        unit = pixels.get(f"PhysicalSize{axis}Unit", "µm")
        sizes.append(None if size is None else float(size) * micrometres[unit])
    return tuple(sizes)
