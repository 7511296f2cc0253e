"""How the array of a level is stored: its chunks, their bytes on disk, and how one is read.

Each kind of array says it in its own way; here all have one form::

    kind                        a piece is                     its bytes
    Zarr, also sharded          a chunk                        of the file, or by the shard's index
    HDF5, BigDataViewer         a chunk                        by HDF5's list of chunks
    TIFF: tiles, packed strips  a tile or strip                by the page's tags
    TIFF as it is, HDF5 in one  256 x 256 pixels, read by      those that are read
    piece, .npy, NumPy          parts of rows
    anything else               256 x 256 pixels, computed     those that are computed
"""

import math
import os
from collections import OrderedDict
from pathlib import Path

import numpy as np

from outofcore import grid
from outofcore.formats import zarr
from outofcore.formats._bdv_views import Cells, Views
from outofcore.formats._tiff_read import Stack
from outofcore.formats.hdf5_chunks import Chunks
from outofcore.formats.pytables_image import Node
from outofcore.formats.zarr_files import Files
from outofcore.viewer.scene import TILE

INDICES = 64  # of shards, kept


class Stored:
    """An array that is in memory, mapped, or computed: any part of it can be had by itself.

    Attributes
    ----------
    array : array-like
    chunks : tuple of int or None
        What one read unpacks; None where any part costs what it holds.
    word : str
        What a piece is called: "chunks", "blocks", "computed chunks".
    runs : bool
        Whether parts of rows can be read by themselves.
    """

    chunks, runs = None, True

    def __init__(self, array):
        self.array = array
        self.shape, self.dtype = tuple(map(int, array.shape)), np.dtype(array.dtype)
        self.word = "blocks" if isinstance(array, np.ndarray) else "computed chunks"

    def cells(self, rows, columns, letters):
        """Return the pieces in which a plane is read and counted, one length per axis.

        Parameters
        ----------
        rows, columns : int
            Which axes of the array make the plane.
        letters : str
            Of all axes. Colours that lie pixel by pixel come together.
        """
        if self.chunks is not None:
            return self.chunks
        own = [1] * len(self.shape)
        own[rows], own[columns] = min(TILE, self.shape[rows]), min(TILE, self.shape[columns])
        if letters[-1] == "c":
            own[-1] = self.shape[-1]
        return tuple(own)

    def read(self, region):
        """Return a region, in the byte order of this machine."""
        values = np.asarray(self.array[region])
        return values.astype(values.dtype.newbyteorder("="), copy=False)

    def size_of(self, index, region):
        """Return the bytes that one piece has where it is stored."""
        return math.prod(p.stop - p.start for p in region) * self.dtype.itemsize

    def total(self, ended):
        """Return the bytes of all that is stored; None when `ended()` says to give up."""
        return math.prod(self.shape) * self.dtype.itemsize


class _Into(Stored):
    """An array of ours that fills rooms: no copy, and several threads at once."""

    def read(self, region):
        room = np.empty([part.stop - part.start for part in region], self.array.dtype)
        return self.array.read_into(region, room)


class _Dask(Stored):
    """A dask array: its chunks are computed."""

    def __init__(self, array):
        super().__init__(array)
        self.chunks, self.runs = tuple(map(int, array.chunksize)), False


class _Zarr(Stored):
    """A Zarr array, by its files."""

    def __init__(self, array):
        super().__init__(array)
        self.word, self.runs, self.chunks = "chunks", False, tuple(map(int, array.chunks))
        self._files, self._kept = _files_of(array), OrderedDict()

    def size_of(self, index, region):
        if self._files.index_names is None:
            return _length(self._files.name(index))
        counts = self._files.counts
        shard = tuple(i // n for i, n in zip(index, counts, strict=True))
        table = self._table(shard)
        inner = tuple(i % n for i, n in zip(index, counts, strict=True))
        return 0 if table is None else _stored_in(table[inner])

    def total(self, ended):
        nbytes, files = 0, self._files
        sizes = grid.grid_shape(self.shape, files.blocks)
        for key, index in zarr.chunk_files(files.folder, files.metadata, sizes):
            if ended():
                return None
            if files.index_names is None:
                nbytes += _length(files.folder / key)
            elif (table := self._look_up(index)) is not None:
                nbytes += int(table[..., 1][table[..., 0] != zarr.NOT_STORED].sum())
        return nbytes

    def _table(self, shard):
        """Return where the chunks of a shard lie, None where it is not there."""
        kept = self._kept
        if shard not in kept:
            kept[shard] = self._look_up(shard)
            while len(kept) > INDICES:
                kept.popitem(last=False)
        return kept.get(shard)

    def _look_up(self, shard):
        files, path = self._files, self._files.name(shard)
        nbytes = zarr.index_bytes(files.counts, files.index_names)
        try:
            with open(path, "rb") as file:
                file.seek(max(os.fstat(file.fileno()).st_size - nbytes, 0))
                return zarr.shard_index(file.read(), files.counts, files.index_names, path)
        except FileNotFoundError:
            return None


class _ZarrFiles(_Zarr):
    """A Zarr array that is read past zarr."""

    def read(self, region):
        array = self.array
        if array.block_shape != array.chunks:  # a shard: `read_into` would read all of it
            return array[region]
        room = np.empty([part.stop - part.start for part in region], array.dtype)
        return array.read_into(region, room)


class _Chunked(_Into):
    """An array of ours that is stored in chunks, and knows how they are."""

    def __init__(self, array):
        super().__init__(array)
        self.word, self.runs, self.chunks = "chunks", False, tuple(map(int, array.chunks))

    def size_of(self, index, region):
        return self.array.stored_size(tuple(index))

    def total(self, ended):
        return self.array.stored_bytes


class _Node(_Chunked):
    """A CArray of PyTables, which fills no rooms."""

    def read(self, region):
        return Stored.read(self, region)


class _InOnePiece(_Into):
    """An array of a file that is stored as it is, without chunks or in long strips."""

    def __init__(self, array):
        super().__init__(array)
        self.word = "blocks"


def stored(array):
    """Return the `Stored` of an array of any kind.

    >>> stored(np.zeros((600, 600))).word
    'blocks'
    """
    if isinstance(array, Files):
        return _ZarrFiles(array)
    if isinstance(array, Stack) and array.in_one_piece:
        return _InOnePiece(array)
    if isinstance(array, Chunks | Views | Cells | Stack):
        return _InOnePiece(array) if array.chunks is None else _Chunked(array)
    if isinstance(array, Node) and array.chunks is not None:
        return _Node(array)
    if hasattr(array, "chunksize"):
        return _Dask(array)
    if hasattr(getattr(array, "metadata", None), "encode_chunk_key"):
        return _zarr_array(array)
    return Stored(array)


class _FilesOf:
    """Which files hold a Zarr array: their folder, names, shape, and the form of shards."""

    def __init__(self, array, folder, metadata, codecs):
        self.folder, self.metadata = Path(folder), metadata
        self.blocks = tuple(getattr(array, "shards", None) or array.chunks)
        self.blocks = tuple(getattr(array, "block_shape", self.blocks))
        self.counts = grid.grid_shape(self.blocks, tuple(array.chunks))
        self.index_names = codecs

    def name(self, index):
        return f"{self.folder}/{self.metadata.encode_chunk_key(index)}"


def _files_of(array):
    if isinstance(array, Files):
        folder = array.folder
        whole = zarr.open_lazy(folder)
    else:
        whole, folder = array, Path(array.store.root, array.path)
    names = None
    if whole.shards is not None:
        settings = zarr.codec_dicts(whole)[0]["configuration"]
        names = [codec["name"] for codec in settings["index_codecs"]]
    return _FilesOf(array, folder, whole.metadata, names)


def _zarr_array(array):
    """Return the `Stored` of zarr's own array; in a store that is no folder, sizes are unknown."""
    if hasattr(array.store, "root"):
        return _Zarr(array)
    found = _Dask.__new__(_Dask)
    Stored.__init__(found, array)
    found.chunks, found.runs, found.word = tuple(map(int, array.chunks)), False, "chunks"
    return found


def _stored_in(entry):
    offset, nbytes = map(int, entry)
    return 0 if offset == zarr.NOT_STORED else nbytes


def _length(path):
    """Return the bytes of a file, 0 where there is none."""
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0
