"""Whether and how an image fits into a TIFF file: on shapes alone, before anything is written."""

from outofcore.formats import tiff
from outofcore.formats._tiff_about import OME_DTYPES, check_words, ome_metadata, resolution

CODECS = ("zlib", "lzw", "zstd")
STARTS = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")


def piece_of(shape, block, tile):
    """Return rows and columns of what a level is cut into, and whether these are tiles.

    Parameters
    ----------
    shape, block : tuple of int
        Of the level, and of what is written at a time.
    tile : tuple of int, optional
        By default that of a block; strips where a block is as wide as the level.

    Raises
    ------
    ValueError
        When a tile's sides are no multiples of 16, or a block does not hold whole tiles.

    >>> piece_of((9, 100, 200), (4, 32, 64), None), piece_of((9, 100, 200), (4, 32, 200), None)
    (((32, 64), True), ((32, 200), False))
    """
    page, size = shape[-2:], tuple(min(b, n) for b, n in zip(block[-2:], shape[-2:], strict=True))
    if tile is None and size[1] == page[1]:
        return size, False
    whole = tuple(s == n for s, n in zip(size, page, strict=True))
    if tile is None:  # a tile may reach beyond the page
        tile = tuple(-(-s // 16) * 16 if w else s for s, w in zip(size, whole, strict=True))
    if any(side < 16 or side % 16 for side in tile):
        near = tuple(max(side // 16, 1) * 16 for side in tile)
        raise ValueError(
            f"tiles of {tuple(tile)}: TIFF wants multiples of 16, such as {near}; or give blocks "
            f"as wide as the level ({page[1]}) for strips"
        )
    if not all(w or s % side == 0 for s, side, w in zip(size, tile, whole, strict=True)):
        raise ValueError(
            f"blocks of {tuple(block)} do not hold whole tiles of {tuple(tile)}; "
            "give blocks whose last two axes are multiples of the tile's"
        )
    return tuple(tile), True


def tags_of(image):
    """Return tifffile's options for what is known about an image; OME-XML where it has axes."""
    if not image.axes:
        return {"metadata": {}}
    return {"metadata": ome_metadata(image), **resolution(image)}


def check_image(image, shapes, compression, predictor):
    """Raise ValueError unless TIFF can hold every pixel of the image."""
    full, dtype = shapes[0], image.dtype
    if image.axes and not image.axes.endswith("yx"):
        raise ValueError(f"axes {image.axes!r} should end in 'yx' for TIFF; transpose the array")
    if len(full) < 2 or 0 in full:
        raise ValueError(f"shape {full} has no pages with pixels; TIFF has nothing to hold")
    for number, shape in enumerate(shapes):
        if shape[:-2] != full[:-2]:
            raise ValueError(
                f"level {number} has shape {shape} but level 0 has {full}; in TIFF levels hang on "
                "pages, so only y and x may shrink: leave the other axes as they are, or choose "
                "OME-Zarr"
            )
    known = OME_DTYPES if image.axes else [*OME_DTYPES, "int64", "uint64", "float16"]
    if dtype.name not in known:
        raise ValueError(
            f"{'OME-TIFF' if image.axes else 'TIFF'} cannot hold {dtype}; it can {', '.join(known)}"
        )
    if compression is not None and compression not in CODECS:
        raise ValueError(f"compression {compression!r}; there are {', '.join(CODECS)}, and None")
    if predictor and (compression is None or dtype.kind not in "iu"):
        raise ValueError(f"a predictor goes with packed integers, not with {compression} {dtype}")
    if wrong := {axis: s for axis, s in image.spacing.items() if not s < float("inf")}:
        raise ValueError(f"the spacing {wrong} should be finite; leave out what is not known")
    check_words(image)


def check_target(path, overwrite):
    """Raise FileExistsError where there is something that may not be replaced."""
    if not path.is_file():
        return
    with path.open("rb") as file:
        if not overwrite or file.read(4) not in STARTS:
            raise FileExistsError(
                f"{path} exists; delete it, rename it, or, if it is TIFF, pass overwrite=True"
            )


def most_bytes(shapes, itemsize, pieces):
    """Return how long the uncompressed file can get."""
    return tiff.STRIP_BYTES + sum(
        tiff._most_bytes(shape, itemsize, piece if tiled else None, None if tiled else piece[0])
        for shape, (piece, tiled) in zip(shapes, pieces, strict=True)
    )
