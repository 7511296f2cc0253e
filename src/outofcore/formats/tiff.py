"""TIFF through tifffile: open lazily, see where the strips or tiles lie, write page by page.

The only module that imports tifffile. A pyramid hangs on the pages of level 0::

    page 0 -> page 1 -> page 2        level 0: a chain, each page says where the next one is
      |         |         |
    SubIFD    SubIFD    SubIFD        level 1, level 2, ...: smaller along y and x, never along z
"""

import math
import struct
from pathlib import Path

import numpy as np
import tifffile

from outofcore import grid
from outofcore.formats import ome_xml
from outofcore.formats._chunk_map import ChunkMap, Extent
from outofcore.formats.zarr_log import open_store
from outofcore.paths import check_free_space, write_beside
from outofcore.units import format_bytes

CLASSIC_BYTES = 2**32  # offsets of 32 bits reach so far
TAG_BYTES = 512  # of one page, its list of strips apart; twice what tifffile writes
STRIP_BYTES = 256 * 1024
MICRONS = ("µm", "\u03bcm", "\\u00B5m", "um", "micron", "microns", "micrometer", "micrometre")


def open_lazy(source):
    """Return an open `tifffile.TiffFile`. Only the first pages' tags are read.

    Parameters
    ----------
    source : path or binary file object

    Raises
    ------
    FileNotFoundError
        When there is no file.
    ValueError
        When the file is not TIFF, or ends before its tags do.
    """
    if isinstance(source, str | Path) and not Path(source).is_file():
        raise FileNotFoundError(f"no file at {source}")
    name = source if isinstance(source, str | Path) else "the open file"
    try:
        file = tifffile.TiffFile(source)
        file.pages.first  # noqa: B018  (raises when the tags are not there)
    except (tifffile.TiffFileError, struct.error, IndexError, ValueError) as error:
        raise ValueError(f"{name} is not a TIFF file that can be read: {error}") from error
    return file


def get_series(file, number=0):
    """Return one series of an open file: pages of equal shape that belong together.

    Raises
    ------
    IndexError
        When there are not so many.
    """
    if not 0 <= number < len(file.series):
        raise IndexError(f"no series {number} in {file.filename}; there are {len(file.series)}")
    return file.series[number]


def get_level(series, level=0):
    """Return one level of a series as a series; 0 is the full resolution.

    Raises
    ------
    IndexError
        When there are not so many.
    """
    if not 0 <= level < len(series.levels):
        shapes = ", ".join(str(shape) for shape in level_shapes(series))
        raise IndexError(f"no level {level}; there are {len(series.levels)}, of shapes {shapes}")
    return series.levels[level]


def level_shapes(series):
    """Return the shape of every level of a series, the full resolution first."""
    return [tuple(level.shape) for level in series.levels]


def open_array(series, level=0):
    """Return a series as a read-only Zarr array: slicing it reads the strips or tiles it needs.

    Several may come in one request, where they lie close together in the file.
    """
    get_level(series, level)
    return open_store(series.aszarr(level=level))


def chunk_map(path, number=0, level=0):
    """Return the `ChunkMap` of one series of the file at `path`.

    Raises
    ------
    ValueError
        When the file says where its first page lies and not the others (a truncated series).

    Notes
    -----
    Offsets come from the tags of each page: a file of many pages takes a read or two for each.
    """
    with open_lazy(path) as file:
        return map_series(get_level(get_series(file, number), level))


def map_series(series):
    """Return the `ChunkMap` of an open series."""
    page = series.keyframe
    pages = series.shape[: len(series.shape) - len(page.shape)]
    if len(series.pages) != math.prod(pages):
        raise ValueError(
            f"the file has tags for {len(series.pages)} of {math.prod(pages)} pages; "
            "its strips cannot be mapped"
        )
    chunks = (1,) * (len(series.shape) - len(page.chunks)) + tuple(page.chunks)
    extents = []
    for index, own in zip(np.ndindex(*pages), series.pages, strict=True):
        if own is None:  # a page that was never written
            continue
        places = zip(np.ndindex(*page.chunked), own.dataoffsets, own.databytecounts, strict=True)
        extents += [
            Extent((*index, *inner), offset, nbytes) for inner, offset, nbytes in places if nbytes
        ]
    extents.sort(key=lambda extent: extent.offset)
    filters = () if page.compression == 1 else (page.compression.name,)
    return ChunkMap(
        tuple(series.shape), chunks, series.dtype.itemsize, "chunked", filters, tuple(extents)
    )


def read_ome(file):
    """Return one `outofcore.formats.ome_xml.Pixels` per image of an open file; none if not OME."""
    return ome_xml.parse(file.ome_metadata) if file.is_ome else []


def spacing_um(file, number=0):
    """Return micrometres from pixel to pixel by axis, for the axes of which the file says so.

    Parameters
    ----------
    file : tifffile.TiffFile
    number : int
        The series.

    Notes
    -----
    OME-XML says it for each axis. ImageJ writes the inverse, pixels per unit, into the resolution
    tags, and the distance of the planes into its own text. A bare resolution tag, in dots per inch,
    is left out: it says how large to print, and most programs put 72 there.
    """
    if file.is_ome:
        return read_ome(file)[number].spacing_um
    if not file.is_imagej or str(file.imagej_metadata.get("unit")) not in MICRONS:
        return {}
    found = {"z": file.imagej_metadata.get("spacing")}
    for axis, name in (("y", "YResolution"), ("x", "XResolution")):
        many, per = file.pages.first.tags.valueof(name, default=(0, 1))
        found[axis] = per / many if many else None
    return {axis: float(um) for axis, um in found.items() if um}


def needs_bigtiff(shape, itemsize, *, tile=None, rows=None):
    """Return whether a file of such pages may outgrow offsets of 32 bits.

    Parameters
    ----------
    shape : tuple of int
        The last two axes are the page.
    itemsize : int
        Bytes per pixel.
    tile, rows
        As for `write_array`. Tiles at the edge are stored whole, and each piece has an entry.

    >>> needs_bigtiff((500, 2048, 2048), 2), needs_bigtiff((520, 2048, 2048), 2)
    (False, True)
    """
    return _most_bytes(shape, itemsize, tile, rows) > CLASSIC_BYTES


def _most_bytes(shape, itemsize, tile, rows):
    """Return how long an uncompressed file can get, tags included."""
    pages, page = math.prod(shape[:-2]), tuple(shape[-2:])
    rows = rows or max(1, STRIP_BYTES // max(1, page[1] * itemsize))
    pieces = grid.count_chunks(page, tile or (min(rows, page[0]), page[1]))
    pixels = pieces * math.prod(tile) if tile else math.prod(page)
    return pages * (pixels * itemsize + 16 * pieces + TAG_BYTES)


def write_array(
    path, array, *, tile=None, rows=None, compression=None, bigtiff=None, overwrite=False
):
    """Write an array to a new TIFF file, one page at a time.

    Parameters
    ----------
    path : path
        Written beside and renamed at the end.
    array : array-like
        With `shape`, `dtype` and slicing; the last two axes are the page.
    tile : tuple of int, optional
        Length and width of a tile, multiples of 16. Strips by default.
    rows : int, optional
        Rows per strip. By default a page is one strip, compressed it has strips of 256 KiB.
    compression : str, optional
        "zlib", for instance; those of `tifffile.TiffWriter.write`.
    bigtiff : bool, optional
        Offsets of 64 bits; by default where `needs_bigtiff` says so.
    overwrite : bool
        Whether an existing file may be replaced.

    Raises
    ------
    FileExistsError, OSError
        When the file exists already, or the disk has too little room for uncompressed data.
    ValueError
        When there is no page to write, or the file would be too long for offsets of 32 bits.
    """
    _write(path, [array], tile, rows, compression, bigtiff, overwrite, {"metadata": {}})


def write_ome(
    path,
    array,
    *,
    axes,
    spacing_um=None,
    levels=(),
    channels=(),
    tile=None,
    rows=None,
    compression=None,
    bigtiff=None,
    overwrite=False,
):
    """Write an array, and smaller copies of it, to a new OME-TIFF file, one page at a time.

    Parameters
    ----------
    path : path
        Ends in .ome.tif by custom.
    array : array-like
        With `shape`, `dtype` and slicing; the last two axes are the page.
    axes : str
        One letter of "tczyx" per axis; the last two are "yx".
    spacing_um : dict of str to number, optional
        Micrometres from pixel to pixel: {"z": 1.5, "y": 0.5, "x": 0.5}.
    levels : sequence of array-like
        The same image, smaller along y and x; read page by page as well.
    channels : sequence of str, optional
        Names, one per channel.
    tile, rows, compression, bigtiff, overwrite
        As for `write_array`.

    Raises
    ------
    ValueError
        When axes, levels or sizes do not go with the array.
    FileExistsError, OSError
        As for `write_array`.
    """
    spacing = dict(spacing_um or {})
    _check_axes(axes, tuple(array.shape), spacing, channels)
    metadata = {"axes": axes.upper()}
    for axis, um in spacing.items():
        metadata |= {f"PhysicalSize{axis.upper()}": um, f"PhysicalSize{axis.upper()}Unit": "µm"}
    if channels:
        metadata["Channel"] = {"Name": list(channels)}
    options = {"metadata": metadata}
    if {"x", "y"} <= set(spacing):  # for readers that know the tags and no XML: pixels per cm
        options |= {"resolution": tuple(1e4 / spacing[a] for a in "xy"), "resolutionunit": 3}
    _write(path, [array, *levels], tile, rows, compression, bigtiff, overwrite, options, ome=True)


def _check_axes(axes, shape, spacing, channels):
    """Raise unless the letters, the sizes and the names go with the shape."""
    if len(axes) != len(shape):
        raise ValueError(
            f"axes {axes!r} name {len(axes)} axes but shape {shape} has {len(shape)}; "
            "give one letter per axis"
        )
    if axes[-2:] != "yx" or len(set(axes)) != len(axes) or not set(axes) <= set("tczyx"):
        raise ValueError(f"axes {axes!r} should be letters of 'tczyx', each once, 'yx' at the end")
    if unknown := sorted(set(spacing) - (set(axes) & set("zyx"))):
        raise ValueError(f"a spacing for {unknown} but the axes are {axes!r}")
    if wrong := {axis: um for axis, um in spacing.items() if not um > 0}:
        raise ValueError(f"the spacing {wrong} should be above 0; leave out what is not known")
    if channels and ("c" not in axes or len(channels) != shape[axes.index("c")]):
        raise ValueError(f"{len(channels)} channel names for axes {axes!r} of shape {shape}")


def _write(path, levels, tile, rows, compression, bigtiff, overwrite, options, *, ome=False):
    """Write the levels, the full resolution first; `options` are those of level 0."""
    shapes = [tuple(level.shape) for level in levels]
    dtype = np.dtype(levels[0].dtype)
    _check_levels(shapes, [np.dtype(level.dtype) for level in levels])
    most = sum(_most_bytes(shape, dtype.itemsize, tile, rows) for shape in shapes)
    if bigtiff is None:
        bigtiff = most > CLASSIC_BYTES
    elif not bigtiff and most > CLASSIC_BYTES and not compression:
        raise ValueError(
            f"the file may get {format_bytes(most)} long, offsets of 32 bits end at "
            f"{format_bytes(CLASSIC_BYTES)}; leave bigtiff to its default"
        )
    if not compression:
        check_free_space(Path(path).parent, most)
    with (
        write_beside(path, overwrite=overwrite) as beside,
        tifffile.TiffWriter(beside, bigtiff=bigtiff, ome=ome, shaped=not ome) as file,
    ):
        for number, (array, shape) in enumerate(zip(levels, shapes, strict=True)):
            own = {"subfiletype": 1, "metadata": None} if number else options
            file.write(
                _blocks(array, tile),
                shape=shape,
                dtype=dtype,
                tile=tile,
                rowsperstrip=rows,
                compression=compression,
                photometric="minisblack",
                subifds=0 if number else len(levels) - 1,
                **own,
            )


def _check_levels(shapes, dtypes):
    """Raise unless level 0 has pages and the others are smaller copies of them."""
    first = shapes[0]
    if len(first) < 2:
        raise ValueError(f"shape {first} has no pages; TIFF needs two axes at least")
    for number, (shape, dtype) in enumerate(zip(shapes, dtypes, strict=True)):
        if shape[:-2] != first[:-2] or len(shape) != len(first):
            raise ValueError(
                f"level {number} has shape {shape} but level 0 has {first}; levels hang on pages, "
                "so only the last two axes may shrink"
            )
        if number and not all(a <= b for a, b in zip(shape, shapes[number - 1], strict=True)):
            raise ValueError(f"level {number} of {shape} is larger than {shapes[number - 1]}")
        if dtype != dtypes[0]:
            raise ValueError(f"level {number} is {dtype} but level 0 is {dtypes[0]}")


def _blocks(array, tile):
    """Yield what tifffile asks for: pages, or the tiles of each page, row-major."""
    for index in np.ndindex(*array.shape[:-2]):
        page = np.asarray(array[index])
        if tile is None:
            yield page
        else:
            for region in grid.iter_chunks(page.shape, tile):
                yield page[region]
