"""The lists of a TIFF file that say where its strips or tiles lie, filled in at the end.

A file is laid out with empty lists, its pixels come in any order, and then each list gets its
numbers. A page is a directory (IFD) of entries, and ends with where the next page is::

    count | tag kind many value | tag kind many value | ... | next
                          ^ the value itself where it fits, else the place where it lies

Only little-endian files are met here: those we write.
"""

import os
from dataclasses import dataclass

import numpy as np

SUBIFDS = 330
OFFSETS, NBYTES = (273, 324), (279, 325)  # of strips, of tiles
KINDS = {3: "<u2", 4: "<u4", 13: "<u4", 16: "<u8", 18: "<u8"}
CLASSIC = np.dtype([("tag", "<u2"), ("kind", "<u2"), ("many", "<u4"), ("value", "<u4")])
BIG = np.dtype([("tag", "<u2"), ("kind", "<u2"), ("many", "<u8"), ("value", "<u8")])


@dataclass(frozen=True)
class Entry:
    """One entry of a directory: numbers, and where in the file they lie."""

    kind: np.dtype
    many: int
    position: int


def fill_lists(handle, tables):
    """Write where the pieces of every page lie into the lists of a file.

    Parameters
    ----------
    handle : int
        Of the file, open for reading and writing.
    tables : list of (offsets, nbytes), or None
        One per level, each an array of (pages, pieces). None: its lists are right already.

    Raises
    ------
    ValueError
        When the numbers do not fit: the file is longer than offsets of 32 bits reach.
    """
    start = os.pread(handle, 16, 0)
    big = start[2] == 43
    at, page = int.from_bytes(start[8:16] if big else start[4:8], "little"), 0
    while at:
        entries, after = _read_directory(handle, at, big)
        below = _numbers(handle, entries[SUBIFDS]) if SUBIFDS in entries else []
        _fill(handle, entries, tables[0], page)
        for table, where in zip(tables[1:], below, strict=True):
            _fill(handle, _read_directory(handle, int(where), big)[0], table, page)
        at, page = after, page + 1


def _read_directory(handle, at, big):
    """Return the entries of one page by tag, and where the next page is."""
    head, kind = (8, BIG) if big else (2, CLASSIC)
    many = int.from_bytes(os.pread(handle, head, at), "little")
    begin, width = at + head, kind["value"].itemsize
    data = os.pread(handle, many * kind.itemsize + width, begin)
    found = {}
    for number, entry in enumerate(np.frombuffer(data, kind, many)):
        if (values := KINDS.get(int(entry["kind"]))) is None:
            continue
        values = np.dtype(values)
        inside = int(entry["many"]) * values.itemsize <= width
        own = begin + number * kind.itemsize + kind.fields["value"][1]
        found[int(entry["tag"])] = Entry(
            values, int(entry["many"]), own if inside else int(entry["value"])
        )
    return found, int.from_bytes(data[-width:], "little")


def _numbers(handle, entry):
    data = os.pread(handle, entry.many * entry.kind.itemsize, entry.position)
    return np.frombuffer(data, entry.kind)


def _fill(handle, entries, table, page):
    if table is None:
        return
    for tags, numbers in zip((OFFSETS, NBYTES), table, strict=True):
        entry = next(entries[tag] for tag in tags if tag in entries)
        most = int(numbers[page].max())
        if most > np.iinfo(entry.kind).max:
            raise ValueError(
                f"{most} does not fit into the file's lists of {entry.kind.itemsize * 8} bits; "
                "write it with bigtiff=True"
            )
        os.pwrite(handle, numbers[page].astype(entry.kind).tobytes(), entry.position)
