"""Where blocks of an HDF5 file to be go: one sink per data set, for several threads.

A data set without filters gets the places of all its chunks when it is made (H5D_ALLOC_TIME_EARLY,
nothing is written yet), and each thread writes to its own by `pwrite`. With filters a chunk's place
is known only when it is packed: threads pack, and HDF5 stores one chunk at a time.
"""

import contextlib
import math
import os
import threading

import h5py
import numpy as np

from outofcore import grid
from outofcore.direct import start_writing
from outofcore.formats._hdf5_filters import Pipeline
from outofcore.formats._hdf5_source import LOCK, chunk_table
from outofcore.units import format_bytes

MOST_CHUNK_BYTES = 2**32 - 1  # of HDF5's chunks


@contextlib.contextmanager
def new_file(path):
    """Return a context that yields a new open `h5py.File`, and closes it even on a full disk.

    Raises
    ------
    OSError
        When the end of it did not get onto the disk.

    Notes
    -----
    HDF5 does not close a file whose last bytes it cannot write, and ends the process when it tries
    again at its own end. A file that will be removed anyway is cut first: then there is room.
    """
    file = h5py.File(path, "w")
    try:
        yield file
        with _as_os_error(path):
            file.flush()
    except BaseException:
        with contextlib.suppress(OSError, RuntimeError):
            os.ftruncate(file.id.get_vfd_handle(), 0)
        with contextlib.suppress(OSError, RuntimeError):
            file.close()
        raise
    file.close()


@contextlib.contextmanager
def _as_os_error(path):
    try:
        yield
    except RuntimeError as error:
        raise OSError(f"{path} cannot be written: {error}") from error


def fitting(shape, block):
    """Return a block shape cut to the array's; an axis without length keeps a block of 1."""
    block = grid.check_chunks(shape, block)
    return tuple(max(min(b, n), 1) for b, n in zip(block, shape, strict=True))


def check_planned(planned, block):
    """Return the block shape of an array to be, cut to it.

    Raises
    ------
    ValueError
        When HDF5 has no such numbers, or no such large chunks; or the block has other axes.
    """
    dtype, shape = np.dtype(planned.dtype), tuple(planned.shape)
    if dtype.kind not in "biufc":
        raise ValueError(f"{dtype} is no kind of number that can be stored here")
    block = fitting(shape, block)
    if (nbytes := math.prod(block) * dtype.itemsize) > MOST_CHUNK_BYTES:
        raise ValueError(
            f"a block of {block} has {format_bytes(nbytes)}; a chunk of HDF5 has at most "
            f"{format_bytes(MOST_CHUNK_BYTES)}; choose smaller blocks"
        )
    return block


def check_levels(levels, blocks):
    """Return the block shape of each level, cut to it; see `check_planned`."""
    if len(levels) != len(blocks):
        raise ValueError(f"{len(blocks)} block shapes for {len(levels)} levels; give one for each")
    return [check_planned(level, block) for level, block in zip(levels, blocks, strict=True)]


def stored_bytes(planned, block):
    """Return the bytes of an array without filters: its blocks at the edges are stored whole."""
    return (
        grid.count_chunks(planned.shape, block)
        * math.prod(block)
        * np.dtype(planned.dtype).itemsize
    )


def create_sink(group, name, planned, block, **options):
    """Create a data set and return the sink for its blocks.

    Parameters
    ----------
    group : h5py.Group
        Of a file that is open for writing, by its path.
    name : str
    planned : outofcore.formats.image.Planned
    block : tuple of int
        The shape of a chunk, cut to that of the array.
    **options
        Passed on to `h5py.Group.create_dataset`: compression, compression_opts, shuffle …
    """
    empty = not math.prod(planned.shape)  # HDF5 has no chunks of an axis without length
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    filtered = any(value not in (None, False) for value in options.values())
    if not filtered and not empty:
        plist.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    dataset = group.create_dataset(
        name,
        shape=planned.shape,
        dtype=planned.dtype,
        chunks=None if empty else block,
        dcpl=plist,
        fill_time=None if empty else "never",
        **({} if empty else options),
    )
    if empty:
        return Sink(dataset, block)
    plist = dataset.id.get_create_plist()
    filters = [plist.get_filter(i) for i in range(plist.get_nfilters())]
    pipeline = Pipeline([(code, opts) for code, _, opts, _ in filters], dataset.dtype.itemsize)
    if not pipeline:
        return PlainSink(dataset, block)
    return PackingSink(dataset, block, pipeline) if pipeline.packs else Sink(dataset, block)


class Sink:
    """Takes the blocks of a data set, each once, in any order, from any thread.

    This one hands them to HDF5, which packs them, one at a time.
    """

    def __init__(self, dataset, block):
        self._dataset, self.block_shape, self.place = dataset, tuple(block), dataset.name
        self.shape, self.dtype = tuple(dataset.shape), dataset.dtype
        self.grid = grid.grid_shape(self.shape, self.block_shape)
        self._written, self._lock = np.zeros(self.grid, bool), threading.Lock()

    def write(self, number, block):
        """Store one block: all of `block_shape`, or less at the end of an axis.

        Raises
        ------
        ValueError
            When it has another shape, or was stored already.
        """
        region = grid.chunk_region(number, self.shape, self.block_shape)
        expected = tuple(part.stop - part.start for part in region)
        if block.shape != expected:
            raise ValueError(f"block {number} of {self.place} has {block.shape}, not {expected}")
        with self._lock:
            if self._written[number]:
                raise ValueError(f"block {number} of {self.place} was written already")
            self._written[number] = True
        self._store(number, region, block)

    def finish(self):
        """Raise ValueError unless every block was written."""
        count, written = self._written.size, int(np.count_nonzero(self._written))
        if written != count:
            raise ValueError(
                f"{written} of the {count} blocks of {self.place} were written; "
                "the file is not kept"
            )

    def _store(self, number, region, block):
        with LOCK:
            self._dataset[region] = block

    def _whole(self, block):
        """Return a contiguous block of the whole shape, filled up with zeros."""
        if block.shape != self.block_shape:
            whole = np.zeros(self.block_shape, self.dtype)
            whole[tuple(map(slice, block.shape))] = block
            return whole
        return np.ascontiguousarray(block, self.dtype)


class PackingSink(Sink):
    """Packs blocks in the thread that brings them."""

    def __init__(self, dataset, block, pipeline):
        super().__init__(dataset, block)
        self._pipeline = pipeline

    def _store(self, number, region, block):
        data = memoryview(self._pipeline.pack(self._whole(block))).cast("B")
        with LOCK:
            self._dataset.id.write_direct_chunk(tuple(part.start for part in region), data)


class PlainSink(Sink):
    """Writes blocks to the places that HDF5 gave them, without HDF5."""

    def __init__(self, dataset, block):
        super().__init__(dataset, block)
        numbers, places = chunk_table(dataset)
        assert len(numbers) == math.prod(self.grid), "HDF5 gave places to some chunks only"
        self._offsets = places[:, 0].copy()
        self._handle = dataset.file.id.get_vfd_handle()

    def finish(self):
        """Raise ValueError unless every block was written."""
        super().finish()
        self._handle = -1  # the file is closed next, and its number may come to mean another

    def _store(self, number, region, block):
        data = memoryview(self._whole(block).reshape(-1).view("u1"))
        offset, done = int(self._offsets[np.ravel_multi_index(number, self.grid)]), 0
        while done < len(data):  # a full disk takes a part first, and complains then
            done += os.pwrite(self._handle, data[done:], offset + done)
        start_writing(self._handle, offset, len(data))
