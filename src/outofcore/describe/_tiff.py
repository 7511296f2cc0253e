"""What a TIFF file holds: a series of pages is an image."""

import re

from outofcore.describe._access import Stored, plan_accesses
from outofcore.describe._model import ArrayInfo, ImageInfo, about_image
from outofcore.formats import tiff, tiff_image


def kind_of(path):
    """Return in words which TIFF this is."""
    with tiff.open_lazy(path) as file:
        kind = "OME-TIFF" if file.is_ome else "ImageJ TIFF" if file.is_imagej else "TIFF"
        return f"{kind} (BigTIFF)" if file.is_bigtiff else kind


def name_images(path):
    """Return the names of the levels of each series, by its number."""
    with tiff.open_lazy(path) as file:
        if len(file.series) == 1:
            return {"": tuple(str(level) for level in range(len(file.series[0].levels)))}
        return {
            str(number): tuple(f"{number}/{level}" for level in range(len(series.levels)))
            for number, series in enumerate(file.series)
        }


def describe_image(path, name, arrays):
    """Return the `ImageInfo` of one series, and a sentence about each thing wrong with it."""
    about, problems, number = {}, [], int(name or 0)
    try:
        with tiff_image.open_image(path, number) as image:
            about = about_image(image)
    except (ValueError, OSError) as error:
        problems.append(str(error))
    with tiff.open_lazy(path) as file:
        series = tiff.get_series(file, number)
        letters = _letters(series)
        if not re.match("Image|$", series.name):  # what programs write when they know no name
            about["notes"] = (f"its name is {series.name!r}",)
        found = []
        for level in range(len(series.levels)):
            own = tiff.get_level(series, level)
            found.append(_describe_level(own, arrays[level]))
    levels, sizes, tiled = zip(*found, strict=True)
    first = levels[0]
    accesses = plan_accesses(
        first.shape,
        first.chunks,
        first.itemsize,
        sizes[0],
        axes=letters,
        clipped=not tiled[0],
    )
    return ImageInfo(name, levels, accesses=accesses, **about), problems


def _letters(series):
    """Return the axes of a series; what tifffile calls pages or leaves open are planes here."""
    letters = series.axes.lower()
    if not {"y", "x"} <= set(letters):
        return ""
    for unknown in "iq":
        if "z" not in letters and letters.count(unknown) == 1:
            letters = letters.replace(unknown, "z")
    return letters


def _describe_level(level, name):
    """Return the `ArrayInfo` of one level, the sizes of its pieces, and whether these are tiles."""
    found = tiff.map_series(level)
    sizes = {extent.index: extent.nbytes for extent in found.extents}
    stored = Stored(sizes, sum(sizes.values()))
    tiled = level.keyframe.is_tiled
    return (
        ArrayInfo(
            name=name,
            shape=found.shape,
            dtype=str(level.dtype),
            layout="tiles" if tiled else "strips",
            chunks=found.chunks,
            shards=None,
            codecs=found.filters,
            itemsize=found.itemsize,
            stored_bytes=stored.total,
            stored_chunks=len(sizes),
            exact=True,
        ),
        stored,
        tiled,
    )
