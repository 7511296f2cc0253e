"""TIFF images and their smaller copies: opened with what is known about them, written from blocks.

What `outofcore.formats.image` asks of a format, on top of `outofcore.formats.tiff`::

    with open_image("a.ome.tif") as image:               # OME-TIFF, ImageJ, plain TIFF
        plane = image.levels[0].array[3]

    with creating("b.ome.tif", image, blocks=[(1, 256, 256)]) as (sink,):
        sink.write((0, 0, 0), block)                     # any order, any thread
"""

import contextlib
from pathlib import Path

from outofcore.formats import tiff
from outofcore.formats._tiff_about import check_numbers, list_lost
from outofcore.formats._tiff_chain import check_chain
from outofcore.formats._tiff_check import as_value_error
from outofcore.formats._tiff_open import as_image, load_image, load_planes, opened
from outofcore.formats._tiff_plan import (
    check_image,
    check_target,
    most_bytes,
    piece_of,
    tags_of,
)
from outofcore.formats._tiff_write import Target, lay_out
from outofcore.paths import check_free_space, write_beside
from outofcore.units import format_bytes

GROWS = 1.6  # what no codec can pack gets longer: LZW writes 12 bits for 8


def open_lazy(path):
    """Return an open `tifffile.TiffFile`: `outofcore.formats.tiff.open_lazy`.

    Raises
    ------
    FileNotFoundError
        When there is no file.
    ValueError
        When it is not TIFF, or damaged.
    """
    with as_value_error(path):
        return tiff.open_lazy(path)


def list_images(path):
    """Return the names of the images in a TIFF file, in the order of `open_image`'s `series`.

    Raises
    ------
    FileNotFoundError, ValueError
        As `open_lazy`.
    """
    with open_lazy(path) as file, as_value_error(path):
        check_chain(file)
        check_numbers(file)
        return [series.name or "" for series in file.series]


@contextlib.contextmanager
def open_image(path, series=0, *, axes=None):
    """Return a context that yields one image of a TIFF file. Nothing but tags is read.

    Parameters
    ----------
    path : path
        OME-TIFF, an ImageJ hyperstack, or any other TIFF that tifffile can read. The pages of an
        OME-TIFF may lie in several files of its folder.
    series : int
        Which image; `list_images` lists them.
    axes : str, optional
        Letters of "tczyx", in the order of the array, where the file does not say them or says
        them wrong. A plain stack of pages has none by itself.

    Yields
    ------
    outofcore.formats.image.Image
        Its arrays are read while the context lasts. Levels are SubIFDs, as OME-TIFF has them.

    Raises
    ------
    FileNotFoundError
        When there is no file.
    IndexError
        When there are not so many images.
    ValueError
        When the file is no TIFF, is damaged, or ends before its pixels do; when a page of the image
        is missing; when the pixels are of a kind that cannot be read.

    Notes
    -----
    tifffile fills pages that are missing, and what lies behind the end of a file, with zeros. Here
    both are errors. A strip or tile of 0 bytes is none: TIFF allows for pieces that were never
    written, and they read as zeros, or as what GDAL_NODATA says.
    """
    tables, about = load_image(path, series)
    with opened(tables) as handle:
        yield as_image(path, tables, about, handle, axes)


@contextlib.contextmanager
def open_planes(folder, pattern="*.tif", *, axes=None):
    """Return a context that yields the TIFF files of a folder as one stack, a page from each.

    Parameters
    ----------
    folder : path
    pattern : str
        Of the names of the files, which follow each other as one counts: z2.tif before z10.tif.
    axes : str, optional
        "zyx" by default, and "zyxc" where a page has colours.

    Yields
    ------
    outofcore.formats.image.Image
        A read has one file open at a time.

    Raises
    ------
    FileNotFoundError
        When there is no such folder, or no file in it has such a name.
    ValueError
        When a file is damaged, holds more than a page, or is of another shape, dtype or way to
        store than the first one; the message names it.

    Notes
    -----
    The tags of every file are read first, about half a millisecond each: an odd one is found before
    the work begins.
    """
    tables, about = load_planes(folder, pattern)
    with opened(tables) as handle:
        yield as_image(folder, tables, about, handle, axes)


@contextlib.contextmanager
def creating(
    path,
    image,
    *,
    blocks,
    tile=None,
    compression=None,
    predictor=False,
    bigtiff=None,
    overwrite=False,
    resume=False,
    durable=False,
):
    """Return a context that yields one sink per level of a new TIFF file.

    An image with axes becomes an OME-TIFF, its smaller levels SubIFDs; one without a plain TIFF.

    Parameters
    ----------
    path : path
        Ends in .ome.tif by custom. Written beside and renamed at the end.
    image : outofcore.formats.image.Image
        Planned: of the arrays only `shape` and `dtype` are used.
    blocks : list of tuple of int
        What is written of each level at a time. The last two axes make a tile, multiples of 16; a
        block as wide as the level makes strips of its rows, and one that covers pages makes these
        one run of bytes, which `tifffile.memmap` maps.
    tile : tuple of int, optional
        Length and width of tiles in all levels, where a block shall hold several.
    compression : str, optional
        "zlib", "lzw" or "zstd". Pieces are packed in the thread that brings them and put behind
        each other as they come, so the file needs no more room than it has in the end; their order
        in it may differ from run to run.
    predictor : bool
        Whether differences of neighbours are packed instead of the pixels; integers only.
    bigtiff : bool, optional
        Offsets of 64 bits; by default where the file may get longer than 4 GiB.
    overwrite : bool
        Whether an existing TIFF file may be replaced.
    resume : bool
        Makes no difference: a file that was not finished is removed, and made anew.
    durable : bool
        Makes no difference: one file always reaches the disk before it gets its name.

    Yields
    ------
    list of Sink
        Each has `write(number, block)`, which several threads may call, in any order.

    Raises
    ------
    FileExistsError
        When the file exists, and is not TIFF or not to be replaced.
    OSError
        When the disk has too little room for uncompressed data.
    ValueError
        When TIFF cannot hold the image, before anything is written: axes that do not end in "yx",
        levels that shrink along others, a dtype OME-TIFF does not know, an axis without length,
        blocks that make no tiles, offsets too short. At the end when blocks are missing.

    Notes
    -----
    The lists of the pages take 16 bytes per strip or tile in memory, when packed or at the end.
    """
    shapes = [tuple(level.array.shape) for level in image.levels]
    check_image(image, shapes, compression, predictor)
    if len(blocks) != len(shapes) or any(len(b) != len(shapes[0]) for b in blocks):
        raise ValueError(f"blocks {blocks} for levels of {shapes}; give one block for each level")
    pieces = [piece_of(s, b, tile) for s, b in zip(shapes, blocks, strict=True)]
    nbytes = most_bytes(shapes, image.dtype.itemsize, pieces)
    most = nbytes * (GROWS if compression else 1)
    if bigtiff is None:
        bigtiff = most > tiff.CLASSIC_BYTES
    elif not bigtiff and not compression and nbytes > tiff.CLASSIC_BYTES:
        raise ValueError(
            f"the file may get {format_bytes(nbytes)} long, offsets of 32 bits end at "
            f"{format_bytes(tiff.CLASSIC_BYTES)}; leave bigtiff to its default"
        )
    check_target(Path(path), overwrite)
    if not compression:
        check_free_space(Path(path).parent, nbytes)
    how = {"compression": compression, "predictor": predictor}
    with write_beside(path, overwrite=overwrite) as beside:
        starts = lay_out(
            beside, shapes, image.dtype, pieces, bigtiff=bigtiff, options=tags_of(image), **how
        )
        target = Target(beside, shapes, image.dtype, blocks, pieces, starts, **how)
        with contextlib.closing(target):
            yield target.sinks
            target.finish()


def lost(image, **options):
    """Return one sentence for each thing about an image that the file would not say.

    [] when nothing is lost. The origin, that the numbers name objects, and axes of length 1 are
    kept in an annotation of our own, which `open_image` reads and other programs pass over.

    Parameters
    ----------
    image : outofcore.formats.image.Image
    **options
        Those of `creating`; they change nothing here.
    """
    return list_lost(image)
