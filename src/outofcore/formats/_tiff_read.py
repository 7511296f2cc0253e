"""The pixels of a TIFF image, read piece by piece from several threads.

Where the bytes in the file are the pixels, they go from the disk to their place, and neighbours in
both come in one read. Where they are packed, each strip or tile is read by itself and unpacked by
tifffile's codecs. A read says where it begins (pread), so no two threads share a position.
"""

import contextlib
import math
import os

import numpy as np

from outofcore import grid
from outofcore.formats._tiff_check import as_value_error

ROOM = 2**16  # bytes; of pages that are one run of bytes, the least that is worth a read


class Stack:
    """One level of a TIFF image as an array: nothing is read before it is sliced.

    Attributes
    ----------
    shape : tuple of int
    dtype : numpy.dtype
        In this machine's byte order.
    chunks : tuple of int
        A strip or a tile: what the file is cut into.
    block_shape : tuple of int
        What one read is best made of: a strip or a tile; where a page is one run of bytes, rows
        that make about 64 KiB. Larger regions that hold whole ones come in larger reads.

    Notes
    -----
    Selections are those of `outofcore.grid`: integers, slices with a positive step, ``...`` and one
    increasing list.
    """

    def __init__(self, table, *, lead=None, handle=None):
        self.shape = (table.lead if lead is None else lead) + table.page
        self.dtype, self.ndim = table.dtype, len(self.shape)
        ones = (1,) * (self.ndim - len(table.page))
        self.chunks = ones + table.chunks
        self.block_shape = ones + _block(table)
        self._table, self._handle = table, handle

    def __getitem__(self, selection):
        positions = grid.normalize_selection(selection, self.shape)
        inner = len(self.shape) - len(self._table.page)
        picked, steps = [], []
        for axis, wanted in enumerate(positions):
            if axis < inner or not len(wanted):
                picked.append(list(wanted))
                steps.append(slice(None))
            else:  # of a page what lies between the first and the last
                picked.append(range(wanted[0], wanted[-1] + 1))
                steps.append([position - wanted[0] for position in wanted])
        out = np.empty(tuple(map(len, picked)), self.dtype)
        if out.size:
            self._fill(picked[:inner], [(p[0], p[-1] + 1) for p in picked[inner:]], out)
        for axis in range(inner, self.ndim):
            if len(positions[axis]) != out.shape[axis]:
                out = np.take(out, steps[axis], axis=axis)
        return out.reshape(grid.selected_shape(selection, self.shape))

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self[...], dtype)

    @property
    def in_one_piece(self):
        """Return whether any part of a row can be read by itself: strips that are not packed."""
        return self._table.raw and not self._table.tiled

    @property
    def stored_bytes(self):
        """Return the bytes of all strips or tiles."""
        return int(self._table.nbytes.sum())

    def stored_size(self, index):
        """Return the bytes of one strip or tile, by its index in the grid of `chunks`."""
        table = self._table
        lead = index[: len(index) - len(table.page)]
        inner = list(index[len(lead) :])
        page = int(np.ravel_multi_index(lead, self.shape[: len(lead)])) if lead else 0
        plane = inner.pop(0) if table.planes > 1 else 0
        piece = (plane * table.down + inner[0]) * table.across + inner[1]
        return int(table.nbytes[page, piece])

    def read_into(self, region, room):
        """Fill an array with a region, and return it.

        Parameters
        ----------
        region : tuple of slice
            With a start and a stop, inside the array. Whole blocks are read once each.
        room : array
            Of the region's shape and this dtype; C-contiguous.

        Raises
        ------
        ValueError
            When the file was cut short meanwhile, or a piece does not unpack.
        """
        inner = len(self.shape) - len(self._table.page)
        if room.size:
            lead = [range(part.start, part.stop) for part in region[:inner]]
            self._fill(lead, [(part.start, part.stop) for part in region[inner:]], room)
        return room

    def _fill(self, lead, box, out):
        """Fill `out` with a box of the pages at these positions."""
        table = self._table
        if not out.flags.c_contiguous or out.dtype != self.dtype:
            room = np.empty(out.shape, self.dtype)
            self._fill(lead, box, room)
            out[...] = room
            return
        shape = self.shape[: len(lead)]
        pages = np.ravel_multi_index(np.ix_(*lead), shape).ravel() if lead else np.zeros(1, int)
        planes, rows, columns, cut = _flat(table, box)
        if cut is not None:  # some of the colours: take all, keep those
            whole = [*box[:-1], (0, table.page[-1])]
            room = np.empty((*out.shape[:-1], table.page[-1]), self.dtype)
            self._fill(lead, whole, room)
            out[...] = room[..., cut]
            return
        flat = out.reshape(len(pages), planes[1] - planes[0], rows[1] - rows[0], -1)
        reader = _Reader(table, self._handle, flat)
        with contextlib.closing(reader):
            for number, page in enumerate(pages):
                for plane in range(*planes):
                    reader.take(int(page), plane, rows, columns, (number, plane - planes[0]))
            reader.flush()
        if table.raw and table.swapped:
            out.byteswap(inplace=True)


class _Reader:
    """One request: the pieces it needs, neighbours read together.

    Attributes
    ----------
    out : array
        (pages, planes, rows, columns): where the pixels go.
    """

    def __init__(self, table, handle, out):
        self._table, self._given = table, handle
        self._file, self._own = None, None  # the file that is open, where there are several
        self._out, self._bytes = out, out.reshape(-1).view("u1")
        self._run = (None, 0, 0, 0)  # file, offset, where it goes, length
        self._row = out.shape[3] * out.itemsize

    def take(self, page, plane, rows, columns, place):
        """Read the part of one plane of a page that lies in these rows and columns."""
        table = self._table
        high, wide = table.piece
        for i in range(rows[0] // high, -(-rows[1] // high)):
            top, bottom = max(rows[0], i * high), min(rows[1], (i + 1) * high)
            for j in range(columns[0] // wide, -(-columns[1] // wide)):
                left, right = max(columns[0], j * wide), min(columns[1], (j + 1) * wide)
                piece = (plane * table.down + i) * table.across + j
                local = (top - i * high, bottom - i * high, left - j * wide, right - j * wide)
                self._piece(page, piece, local, (*place, top - rows[0], left - columns[0]))

    def _piece(self, page, piece, local, place):
        """Read a part of one piece: the rows and columns `local`, to `place`."""
        table = self._table
        top, bottom, left, right = local
        there = self._out[
            place[0],
            place[1],
            place[2] : place[2] + bottom - top,
            place[3] : place[3] + right - left,
        ]
        offset, nbytes = int(table.offsets[page, piece]), int(table.nbytes[page, piece])
        if nbytes == 0:
            there[...] = table.fill
            if table.raw and table.swapped:  # all is turned round in the end
                there.byteswap(inplace=True)
        elif not table.raw:
            there[...] = self._unpacked(page, piece, offset, nbytes)[top:bottom, left:right]
        else:
            self._raw(page, offset, local, place, there)

    def _raw(self, page, offset, local, place, there):
        """Read pixels that are stored as they are."""
        top, bottom, left, right = local
        wide, itemsize = self._table.piece[1], self._out.itemsize
        step, width = wide * itemsize, (right - left) * itemsize
        at = (place[0] * self._out.shape[1] + place[1]) * self._out.shape[2] + place[2]
        at = at * self._row + place[3] * itemsize
        start = offset + top * step + left * itemsize
        if width == step == self._row:  # whole rows there and here: one run
            self._join(self._table.file(page), start, at, (bottom - top) * step)
        elif self._table.tiled and bottom - top > 1:
            rows = np.empty((bottom - top, wide), self._out.dtype)
            self._read(self._open(page), offset + top * step, rows.view("u1").reshape(-1))
            there[...] = rows[:, left:right]
        else:
            for row in range(bottom - top):
                here = start + row * step
                self._join(self._table.file(page), here, at + row * self._row, width)

    def _join(self, file, offset, at, nbytes):
        """Lengthen the run at hand, or read it and begin another."""
        name, begin, goes, length = self._run
        if name == file and begin + length == offset and goes + length == at:
            self._run = (name, begin, goes, length + nbytes)
        else:
            self.flush()
            self._run = (file, offset, at, nbytes)

    def flush(self):
        """Read the run at hand."""
        file, offset, at, nbytes = self._run
        if nbytes:
            self._read(self._open_file(file), offset, self._bytes[at : at + nbytes])
        self._run = (None, 0, 0, 0)

    def _unpacked(self, page, piece, offset, nbytes):
        """Return the pixels of a packed piece, (rows, columns)."""
        table, data = self._table, np.empty(nbytes, "u1")
        self._read(self._open(page), offset, data)
        with as_value_error(f"the piece at {offset} of {table.file(page)}", "cannot be unpacked"):
            found, _, _ = table.unpack(data.tobytes(), piece)
            found = np.asarray(found)
            pixels = found.reshape(-1, math.prod(found.shape[2:]))
            rows = min(
                table.piece[0], table.rows - piece // table.across % table.down * table.piece[0]
            )
            columns = min(table.piece[1], table.columns - piece % table.across * table.piece[1])
            if pixels.shape[0] < rows or pixels.shape[1] < columns:
                raise ValueError(f"it unpacks to {pixels.shape}, not to {(rows, columns)} pixels")
        return pixels

    def _open(self, page):
        return self._open_file(self._table.file(page))

    def _open_file(self, file):
        """Return a handle of a file: the one given, or one that is closed with the next."""
        if self._given is not None:
            return self._given
        if file != self._file:
            self.close()
            self._own, self._file = os.open(file, os.O_RDONLY), file
        return self._own

    def _read(self, handle, offset, room):
        """Fill bytes from a place in a file."""
        view, done = memoryview(room), 0
        while done < len(view) and (more := os.preadv(handle, [view[done:]], offset + done)):
            done += more
        if done < len(view):
            raise ValueError(
                f"{len(view)} bytes should lie at {offset}, but the file ends after {done} of "
                "them; it was cut short"
            )

    def close(self):
        """Close the file that was opened last."""
        if self._own is not None:
            os.close(self._own)
            self._own = self._file = None


def _flat(table, box):
    """Return a box of a page as planes, rows, columns, and which colours of these are wanted."""
    box, planes = list(box), (0, 1)
    if table.planes > 1:
        planes = box.pop(0)
    rows, columns, *colours = box
    if not colours:
        return planes, rows, columns, None
    many = table.page[-1]
    cut = None if colours[0] == (0, many) else slice(*colours[0])
    return planes, rows, (columns[0] * many, columns[1] * many), cut


def _block(table):
    """Return what one read of a page is best made of, per axis of the page."""
    clipped = tuple(min(n, m) for n, m in zip(table.chunks, table.page, strict=True))
    if not table.raw or table.tiled or table.down > 1:
        return clipped
    most = max(1, ROOM // (table.columns * table.dtype.itemsize))
    rows = min(table.rows, 1 << most.bit_length() - 1)
    at = 1 if table.planes > 1 else 0
    return (*clipped[:at], rows, *clipped[at + 1 :])
