"""The chunks of an HDF5 data set, read and written past HDF5.

HDF5 says where each chunk lies, once. After that the bytes are read by `pread` and unpacked in the
thread that asks: HDF5 itself lets one thread at a time in, whatever they want. Writing is the same
backwards: where a data set has no filter, its chunks get their places when it is made, and each
thread writes to its own; packed chunks are packed by their threads and stored one at a time.
"""

import itertools
import math
import os
import threading

import h5py
import numpy as np

from outofcore import grid
from outofcore.formats import hdf5
from outofcore.formats._hdf5_source import (
    LOCK,
    check_sources,
    chunk_table,
    is_direct,
    named,
    open_file,
    pipeline_of,
    place_of,
)


class Chunks:
    """A data set, chunk by chunk; threads may share it.

    Parameters
    ----------
    source : h5py.Dataset or path
        Of a file that is open for reading, and stays open meanwhile. A file at a path is opened
        here: `close` it, or use this as a context manager.
    name : str, optional
        The data set in the file at the path.

    Attributes
    ----------
    name : str
        Its path in the file.
    shape, dtype
        As of the data set; the dtype in the machine's own byte order.
    chunks : tuple of int or None
        None where it is not chunked.
    block_shape : tuple of int
        What one read unpacks: a chunk. Without chunks any region costs the same: ones.

    Raises
    ------
    FileNotFoundError
        When there is no file, or a file that a virtual data set takes its values from is missing.
    ValueError
        When the file is not HDF5, is damaged, or the data set holds no array.
    KeyError
        When there is no such data set; the message lists those there are.
    """

    def __init__(self, source, name=None):
        self._own = None
        try:
            if not isinstance(source, h5py.Dataset):
                self._own = open_file(source)
                source = hdf5.get_dataset(self._own, name)
            self.place = place_of(source)
            with named(self.place, TypeError, OverflowError):
                self._look_at(source)
        except BaseException:
            self.close()
            raise

    def _look_at(self, source):
        """Ask HDF5 for all that is needed later, but where the chunks lie."""
        if source.shape is None:
            raise ValueError(f"{self.place} holds no array (its space is null)")
        check_sources(source)
        self._dataset = source
        self.name = source.name.lstrip("/")
        self.shape, self.chunks = tuple(source.shape), source.chunks
        self.dtype = source.dtype.newbyteorder("=")
        self.block_shape = self.chunks or (1,) * len(self.shape)
        self._grid = grid.grid_shape(self.shape, self.block_shape)
        self._stored = source.dtype  # in the file's byte order
        self._fill = source.fillvalue
        self._pipeline = pipeline_of(source)
        self._start = None if self.chunks else source.id.get_offset()
        self.direct = is_direct(source, self._pipeline)
        if self.direct:
            self._handle = source.file.id.get_vfd_handle()
            stat = os.fstat(self._handle)
            self._identity = (stat.st_dev, stat.st_ino)
        self._table, self._scratch = None, threading.local()

    @property
    def ndim(self):
        return len(self.shape)

    def __getitem__(self, selection):
        with named(self.place):
            values = self._dataset[selection]
        return np.asarray(values, self.dtype)[()]

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def close(self):
        """Close the file, if it was opened here."""
        if self._own is not None:
            self._own.close()

    @property
    def stored_bytes(self):
        """Return the bytes that the data set takes in the file."""
        with LOCK, named(self.place):
            return self._dataset.id.get_storage_size()

    def stored_size(self, index):
        """Return the bytes of one chunk in the file, 0 where none is stored."""
        _, nbytes, _ = self._find(index)
        return nbytes

    def read_into(self, region, room):
        """Fill a C-contiguous array of `dtype` with a region, and return it.

        Parameters
        ----------
        region : tuple of slice
            Without steps. One that begins and ends with chunks unpacks nothing in vain.
        room : array
            Of the region's shape.

        Raises
        ------
        ValueError
            When a chunk is damaged, or the file ends before it does; the message names it.

        Notes
        -----
        `direct` says whether this passes HDF5 by. It does not for data sets with filters that are
        not known here, that lie in other files, or whose numbers are not those of the machine; nor
        for files that are open for writing.
        """
        region = tuple(slice(*part.indices(n)[:2]) for part, n in _zip(region, self.shape))
        if not room.size:
            return room
        if not self.direct:
            self._read_by_hdf5(region, room)
        elif self.chunks:
            self._read_chunks(region, room)
        else:
            self._read_runs(region, room)
        return room

    def _read_by_hdf5(self, region, room):
        with LOCK, named(self.place):
            self._dataset.read_direct(room, region)

    def _read_chunks(self, region, room):
        handle, length = self._opened()
        covered = [
            range(part.start // c, -(-part.stop // c)) for part, c in _zip(region, self.chunks)
        ]
        for index in itertools.product(*covered):
            there, here, whole = _overlap(index, self.chunks, region)
            self._read_chunk(handle, length, index, there, room[here], whole)

    def _read_chunk(self, handle, length, index, part, out, whole):
        """Fill `out` with a part of one chunk."""
        offset, nbytes, mask = self._find(index)
        if offset is None:
            out[...] = self._fill
            return
        if not 0 <= offset <= offset + nbytes <= length:  # a damaged index may say anything
            raise ValueError(
                f"chunk {index} of {self.place} should lie at bytes {offset} to {offset + nbytes}, "
                f"but the file has {length}; it was cut off or damaged"
            )
        size = math.prod(self.chunks) * self._stored.itemsize
        plain = not self._pipeline or mask == (1 << len(self._pipeline.filters)) - 1
        if plain and nbytes != size:
            raise ValueError(
                f"chunk {index} of {self.place} has {nbytes} bytes; {size} belong there"
            )
        if plain and whole and self._stored == self.dtype and out.flags.c_contiguous:
            self._read(handle, offset, memoryview(out.reshape(-1).view("u1")), index)
            return
        data = self._room(nbytes)
        self._read(handle, offset, data, index)
        try:
            data = data if plain else self._pipeline.unpack(data, mask, size)
        except ValueError as error:
            raise ValueError(f"chunk {index} of {self.place} is damaged: {error}") from error
        out[...] = np.frombuffer(data, self._stored).reshape(self.chunks)[part]

    def _read_runs(self, region, room):
        """Read a region of a contiguous data set: the longest runs that lie in one piece."""
        (handle, _), axis = self._opened(), len(region)
        while axis and _covers(region[axis - 1], self.shape[axis - 1]):
            axis -= 1
        axis = max(axis - 1, 0)  # the first axis of a run; all to the right of it is whole
        steps = [math.prod(self.shape[a + 1 :]) * self._stored.itemsize for a in range(self.ndim)]
        first = sum(part.start * step for part, step in _zip(region, steps))
        target = room if self._stored == self.dtype else np.empty(room.shape, self._stored)
        for outer in np.ndindex(*room.shape[:axis]):
            offset = self._start + first + sum(i * s for i, s in zip(outer, steps, strict=False))
            self._read(handle, offset, memoryview(target[outer].reshape(-1).view("u1")), outer)
        if target is not room:
            room[...] = target

    def _opened(self):
        """Return HDF5's handle of the file, and how long the file is now.

        Without asking HDF5, which may be busy: a handle that was closed means no file, or another.
        """
        try:
            stat = os.fstat(self._handle)
        except OSError:
            stat = None
        if stat is None or (stat.st_dev, stat.st_ino) != self._identity:
            raise ValueError(f"{self.place} was closed")
        return self._handle, stat.st_size

    def _read(self, handle, offset, view, index):
        done = 0
        while done < len(view) and (more := os.preadv(handle, [view[done:]], offset + done)):
            done += more
        if done < len(view):
            raise ValueError(
                f"the file of {self.place} ends {done} bytes into {index}, which has {len(view)}; "
                "it was cut off"
            )

    def _room(self, nbytes):
        """Return bytes to read into, the same ones again for each thread."""
        room = getattr(self._scratch, "room", None)
        if room is None or len(room) < nbytes:
            room = self._scratch.room = memoryview(np.empty(nbytes, "u1"))
        return room[:nbytes]

    def _find(self, index):
        """Return (offset, bytes, mask) of a chunk; the offset is None where there is none."""
        if self._table is None:
            with LOCK, named(self.place):
                self._table = self._table or chunk_table(self._dataset)
        numbers, places = self._table
        number = int(np.ravel_multi_index(index, self._grid))
        at = np.searchsorted(numbers, number)
        if at == len(numbers) or numbers[at] != number:
            return None, 0, 0
        return map(int, places[at])


def _overlap(index, chunks, region):
    """Return what of a chunk a region wants, where that goes, and whether it is all of it."""
    there, here, whole = [], [], True
    for i, c, part in zip(index, chunks, region, strict=True):
        start, stop = max(i * c, part.start), min((i + 1) * c, part.stop)
        there.append(slice(start - i * c, stop - i * c))
        here.append(slice(start - part.start, stop - part.start))
        whole = whole and stop - start == c
    return tuple(there), tuple(here), whole


def _covers(part, length):
    return part.start == 0 and part.stop == length


def _zip(*sequences):
    return zip(*sequences, strict=True)
