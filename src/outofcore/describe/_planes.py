"""What a folder of TIFF files holds: an image of one plane per file."""

import re
from pathlib import Path

from outofcore.describe._access import Stored, plan_accesses
from outofcore.describe._model import ArrayInfo, ImageInfo, about_image
from outofcore.formats import tiff, tiff_image

SUFFIXES = (".tif", ".tiff", ".TIF", ".TIFF")
SAMPLED = 64  # files that stand for the others


def kind_of(folder):
    """Return in words which format this is."""
    return "a folder of TIFF planes"


def name_images(folder):
    """Return the one image there is."""
    return {"": ("",)}


def list_planes(folder):
    """Return the paths of the TIFF files of a folder, z2.tif before z10.tif.

    Where suffixes differ, those of the first one.
    """
    found = sorted((p for p in Path(folder).iterdir() if p.suffix in SUFFIXES), key=_count)
    return [path for path in found if path.suffix == found[0].suffix]


def describe_image(folder, name, arrays):
    """Return the `ImageInfo` of all planes, and nothing that is wrong with them.

    Raises
    ------
    ValueError
        When the files are not planes of one image; the message names the odd one.
    """
    files = list_planes(folder)
    with tiff_image.open_planes(folder, f"*{files[0].suffix}") as image:
        about, shape, dtype = about_image(image), image.shape, image.dtype
        chunks = tuple(image.levels[0].array.chunks)
    step = -(-len(files) // SAMPLED)
    maps = {number: tiff.chunk_map(files[number]) for number in range(0, len(files), step)}
    total = sum(found.stored_bytes for found in maps.values()) * len(files) / len(maps)
    sizes = {(n, *e.index): e.nbytes for n, found in maps.items() for e in found.extents}
    pieces = len(files) * len(sizes) / len(maps)
    if step == 1:
        stored = Stored(sizes, round(total))
    else:
        stored = Stored(None, round(total), mean=total / max(pieces, 1), exact=False)
    info = ArrayInfo(
        name="",
        shape=shape,
        dtype=str(dtype),
        layout="one file per plane",
        chunks=chunks,
        shards=None,
        codecs=maps[0].filters,
        itemsize=dtype.itemsize,
        stored_bytes=stored.total,
        stored_chunks=len(sizes) if step == 1 else None,
        exact=stored.exact,
    )
    accesses = plan_accesses(
        shape, chunks, dtype.itemsize, stored, axes=about["axes"], clipped=True
    )
    return ImageInfo("", (info,), accesses=accesses, **about), []


def _count(path):
    """Return a key that puts z2.tif before z10.tif."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", path.name)]
