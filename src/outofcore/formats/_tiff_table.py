"""Where every strip or tile of a TIFF image lies: two tables of whole numbers, for all pages.

A page is cut into pieces, row by row. Colours that lie pixel by pixel count as columns, planes of
colour one after the other as pages in the page::

    pieces of a plane   0 1 2        of row i, column j: number (plane * down + i) * across + j
                        3 4 5        down 2, across 3
"""

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from outofcore.formats._tiff_check import check_lengths, check_pieces, raw_bytes


@dataclass(frozen=True)
class Table:
    """Where the pieces of all pages lie.

    Attributes
    ----------
    files : tuple of str
        One, or one for each page.
    lead, page : tuple of int
        The shape of the image: the axes along which pages follow each other, those of one page.
    planes, rows, columns : int
        Of one page, with colours that lie pixel by pixel as columns.
    piece : tuple of int
        Rows and columns of one strip or tile, in the same sense.
    chunks : tuple of int
        The same per axis of the page.
    offsets, nbytes : array of int64, (pages, pieces)
        A piece of 0 bytes was never written: it holds `fill`.
    raw : bool
        Whether the bytes in the file are the pixels.
    swapped : bool
        Whether these are not in the byte order of this machine.
    tiled : bool
        Tiles are stored whole, the last strip is not.
    dtype : numpy.dtype
    fill : number
    unpack : callable or None
        tifffile's decoder: takes bytes and the number of the piece in its page.
    """

    files: tuple
    lead: tuple
    page: tuple
    planes: int
    rows: int
    columns: int
    piece: tuple
    chunks: tuple
    offsets: np.ndarray
    nbytes: np.ndarray
    raw: bool
    swapped: bool
    tiled: bool
    dtype: np.dtype
    fill: object
    unpack: object

    @property
    def across(self):
        """Return how many pieces lie beside each other."""
        return -(-self.columns // self.piece[1])

    @property
    def down(self):
        """Return how many pieces lie below each other."""
        return -(-self.rows // self.piece[0])

    def file(self, page):
        """Return the path of the file that a page lies in."""
        return self.files[page if len(self.files) > 1 else 0]


def table_of(series):
    """Return the `Table` of an open series, or of one of its levels.

    Raises
    ------
    ValueError
        When pages are missing, when the tags contradict each other, or when a file ends before its
        pixels do.
    """
    page, lead = series.keyframe, _lead(series)
    many, start = math.prod(lead), series.dataoffset if _is_raw(series.keyframe) else None
    if series.kind == "shaped" and page.is_reduced and start is not None:
        return _one_run(page, lead, start)  # tifffile would list the pages of level 0
    pages = list(series.pages)
    if len(pages) == 1 < many and start is not None:
        return _one_run(page, lead, start)  # ImageJ, above 4 GiB: tags of the first page only
    there = [own for own in pages if own is not None]
    if len(there) != many:
        raise ValueError(f"{len(there)} of {many} pages are in the file; the others are missing")
    files = tuple(map(_path, there))
    if len(set(files)) == 1:
        files = files[:1]
    offsets = _rectangle([own.dataoffsets for own in there])
    nbytes = _rectangle([own.databytecounts for own in there])
    return make_table(files, lead, page, offsets, nbytes)


def _one_run(page, lead, start):
    """Return the `Table` of pages that follow each other without a gap."""
    rows = (page.imagelength, page.imagewidth * _colours(page))
    planes = page.nbytes // (math.prod(rows) * page.dtype.itemsize)
    each = page.nbytes // planes
    offsets = start + each * np.arange(math.prod(lead) * planes, dtype="i8").reshape(-1, planes)
    return make_table((_path(page),), lead, page, offsets, np.full_like(offsets, each), piece=rows)


def make_table(files, lead, page, offsets, nbytes, *, piece=None):
    """Return the `Table` of pages that are all stored as `page`, a page of tifffile's, is.

    Raises
    ------
    ValueError
        As `table_of`.
    """
    if page.dtype is None or page.imagedepth != 1:
        raise ValueError(
            f"pixels of {page.bitspersample} bits and sample format {page.sampleformat}, "
            f"{page.imagedepth} deep, cannot be read"
        )
    separate = page.planarconfig == 2 and page.samplesperpixel > 1
    colours = _colours(page)
    planes = page.samplesperpixel if separate else 1
    rows, columns = page.imagelength, page.imagewidth * colours
    if 0 in (planes, rows, columns):
        raise ValueError(f"a page of shape {tuple(page.shape)} has no pixels")
    tiled = bool(page.is_tiled)
    size = (page.tilelength, page.tilewidth) if tiled else (page.rowsperstrip, page.imagewidth)
    if piece is None:
        piece = (size[0] if tiled else min(size[0], rows), size[1] * colours)
    chunks = (1,) * separate + tuple(size) + ((colours,) if colours > 1 else ())
    if not tiled:
        chunks = tuple(min(n, m) for n, m in zip(chunks, page.shape, strict=True))
    dtype, raw = page.dtype.newbyteorder("="), _is_raw(page)
    table = Table(
        files=files,
        lead=lead,
        page=tuple(page.shape),
        planes=planes,
        rows=rows,
        columns=columns,
        piece=piece,
        chunks=chunks,
        offsets=offsets,
        nbytes=nbytes,
        raw=raw,
        swapped=np.dtype(page.parent.byteorder + "u2") != np.dtype("u2") and dtype.itemsize > 1,
        tiled=tiled,
        dtype=dtype,
        fill=page.nodata,
        unpack=None if raw else partial(page.decode, jpegtables=page.jpegtables),
    )
    check_pieces(table)
    check_lengths(table)
    return _joined(table)


def _lead(series):
    page, shape = series.keyframe, tuple(series.shape)
    lead = shape[: len(shape) - len(page.shape)]
    if shape[len(lead) :] != tuple(page.shape):
        raise ValueError(f"a series of shape {shape} has pages of shape {tuple(page.shape)}")
    return lead


def _path(page):
    return page.parent.filehandle.path


def _colours(page):
    """Return how many samples lie side by side in a pixel."""
    return page.samplesperpixel if page.planarconfig == 1 else 1


def _is_raw(page):
    return (
        page.compression == 1
        and page.predictor == 1
        and page.fillorder == 1
        and page.dtype is not None
        and page.bitspersample == page.dtype.itemsize * 8
        and not page.is_subsampled
    )


def _rectangle(lists):
    """Return lists of numbers as the rows of a table."""
    lengths = {len(numbers) for numbers in lists}
    if len(lengths) != 1:
        raise ValueError(f"the pages list {sorted(lengths)} strips or tiles; one number is right")
    try:
        return np.array(lists, "i8")
    except OverflowError as error:
        raise ValueError("a strip or tile lies beyond 2**63 bytes") from error


def _joined(table):
    """Return the table with one strip per page, where the strips of each follow each other."""
    if not table.raw or table.tiled or table.down == 1 or not (table.nbytes > 0).all():
        return table
    lengths = raw_bytes(table).reshape(table.planes, table.down)
    offsets = table.offsets.reshape(-1, table.planes, table.down)
    if (offsets[..., 1:] != (offsets + lengths)[..., :-1]).any():
        return table
    nbytes = np.broadcast_to(lengths.sum(axis=1), offsets.shape[:2])
    values = {name: getattr(table, name) for name in table.__dataclass_fields__}
    piece = (table.rows, table.columns)
    return Table(**values | {"offsets": offsets[..., 0], "nbytes": nbytes, "piece": piece})
