"""Takes the namespace from the root, and asks for the path."""

from xml.etree import ElementTree

import tifffile


def voxel_size(source):
    with tifffile.TiffFile(source) as file:
        root = ElementTree.fromstring(file.pages[0].description)
    space = root.tag[: -len("OME")]
    found = root.find(f"{space}Image/{space}Pixels").attrib
    sizes = {}
    for axis in "ZYX":
        if f"PhysicalSize{axis}" in found:
            sizes[axis] = float(found[f"PhysicalSize{axis}"])
            unit = found.get(f"PhysicalSize{axis}Unit")
            if unit == "nm":
                sizes[axis] /= 1000
            elif unit == "mm":
                sizes[axis] *= 1000
    return [sizes.get(axis) for axis in "ZYX"]
