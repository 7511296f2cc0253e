"""TIFF through tifffile: open lazily, see where the strips or tiles lie, write page by page.

The only module that imports tifffile.
"""

import math
import struct
from pathlib import Path

import numpy as np
import tifffile

from outofcore import grid
from outofcore.formats._chunk_map import ChunkMap, Extent
from outofcore.formats.zarr_log import open_store
from outofcore.paths import check_free_space, write_beside


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


def open_array(series):
    """Return a series as a read-only Zarr array: slicing it reads the strips or tiles it needs.

    Several may come in one request, where they lie close together in the file.
    """
    return open_store(series.aszarr(level=0))


def chunk_map(path, number=0):
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
        return map_series(get_series(file, number))


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


def write_array(path, array, *, tile=None, rows=None, compression=None, overwrite=False):
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
        Rows per strip; by default as many as make 256 KiB.
    compression : str, optional
        "zlib", for instance; those of `tifffile.TiffWriter.write`.
    overwrite : bool
        Whether an existing file may be replaced.

    Raises
    ------
    FileExistsError, OSError
        When the file exists already, or the disk has too little room for uncompressed data.
    """
    shape, dtype = tuple(array.shape), np.dtype(array.dtype)
    if len(shape) < 2:
        raise ValueError(f"shape {shape} has no pages; TIFF needs two axes at least")
    if not compression:
        check_free_space(Path(path).parent, math.prod(shape) * dtype.itemsize)
    blocks = _blocks(array, tile)
    with write_beside(path, overwrite=overwrite) as beside:
        tifffile.imwrite(
            beside,
            blocks,
            shape=shape,
            dtype=dtype,
            tile=tile,
            rowsperstrip=rows,
            compression=compression,
            photometric="minisblack",
            bigtiff=math.prod(shape) * dtype.itemsize > 2**31,
        )


def _blocks(array, tile):
    """Yield what tifffile asks for: pages, or the tiles of each page, row-major."""
    for index in np.ndindex(*array.shape[:-2]):
        page = np.asarray(array[index])
        if tile is None:
            yield page
        else:
            for region in grid.iter_chunks(page.shape, tile):
                yield page[region]
