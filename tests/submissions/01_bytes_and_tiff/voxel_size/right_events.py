"""Listens to a parser that goes through the text once."""

from xml.parsers import expat

import tifffile


def voxel_size(source):
    found = {}

    def begin(name, attributes):
        if name.rpartition(":")[2] == "Pixels":
            found.update(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.Parse(tifffile.TiffFile(source).ome_metadata, True)

    def size(axis):
        if f"PhysicalSize{axis}" not in found:
            return None
        scale = {"nm": 1e-3, "mm": 1e3}.get(found.get(f"PhysicalSize{axis}Unit"), 1)
        return float(found[f"PhysicalSize{axis}"]) * scale

    return size("Z"), size("Y"), size("X")
