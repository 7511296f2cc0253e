"""Whether what the tags of a TIFF file say can be true.

tifffile reads what it can, and fills the rest with zeros. Here a file that was cut short, or whose
tags contradict each other, is an error before a pixel is read.
"""

import contextlib
import math
import os

import numpy as np

from outofcore.units import format_bytes

MOST_PIECES = 2**28  # of one image; their tables take 4 GiB
BIG_PIECE = 2**26  # bytes; a smaller one may be packed as tightly as it likes
MOST_PACKED = 2**17  # times smaller than unpacked; Zstandard reaches 2**15 on zeros


@contextlib.contextmanager
def as_value_error(path, what="is no TIFF file that can be read"):
    """Return a context in which whatever a library raises over damaged bytes is a ValueError.

    OSError passes: it is about the disk, or about a file that is not there.
    """
    try:
        yield
    except OSError:
        raise
    except Exception as error:  # a parser that walks through damaged bytes raises anything
        if isinstance(error, ValueError) and str(path) in str(error):
            raise
        words = str(error) or type(error).__name__
        raise ValueError(f"{path} {what}: {words}") from error


def check_pieces(table):
    """Raise unless the tables have as many entries as the shapes say."""
    if min(table.piece) < 1:
        raise ValueError(f"strips or tiles of {table.piece} rows and columns hold nothing")
    expected = table.planes * table.down * table.across
    if table.offsets.shape[1] != expected or table.nbytes.shape != table.offsets.shape:
        raise ValueError(
            f"a page of {table.rows} rows and {table.columns} columns in pieces of {table.piece} "
            f"has {expected} of them; {table.offsets.shape[1]} offsets and "
            f"{table.nbytes.shape[1]} lengths are listed"
        )
    if table.offsets.size > MOST_PIECES:
        raise ValueError(f"{table.offsets.size} strips or tiles; {MOST_PIECES} are the most")


def check_lengths(table):
    """Raise unless every piece lies inside its file and is long enough for its pixels."""
    ends = table.offsets + table.nbytes
    lengths = np.array([os.path.getsize(file) for file in table.files])
    stored = table.nbytes > 0
    beyond = stored & ((ends > lengths[:, None]) | (table.offsets < 8))
    if beyond.any() or (table.nbytes < 0).any():
        page, piece = np.argwhere(beyond | (table.nbytes < 0))[0]
        raise ValueError(
            f"{table.file(page)} has {lengths[page if len(lengths) > 1 else 0]} bytes, but piece "
            f"{piece} of page {page} is said to lie at {table.offsets[page, piece]} with "
            f"{table.nbytes[page, piece]} bytes; the file is cut short or damaged"
        )
    unpacked = math.prod(table.piece) * table.dtype.itemsize
    if table.raw:
        short = stored & (table.nbytes < raw_bytes(table))
        if short.any():
            page, piece = np.argwhere(short)[0]
            raise ValueError(
                f"piece {piece} of page {page} has {table.nbytes[page, piece]} bytes; "
                f"{raw_bytes(table)[piece]} belong there"
            )
    elif unpacked > max(BIG_PIECE, MOST_PACKED * int(table.nbytes.max(initial=0))):
        raise ValueError(
            f"pieces of at most {table.nbytes.max(initial=0)} bytes are said to unpack to "
            f"{format_bytes(unpacked)}; no codec packs so tightly"
        )


def raw_bytes(table):
    """Return the bytes of each piece of a page that is stored as it is."""
    rows = np.full(table.down, table.piece[0])
    if not table.tiled:  # the last strip ends with the page
        rows[-1] = table.rows - (table.down - 1) * table.piece[0]
    per_piece = rows[:, None] * np.full(table.across, table.piece[1]) * table.dtype.itemsize
    return np.tile(per_piece.reshape(-1), table.planes)
