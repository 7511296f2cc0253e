"""The files of a Zarr array, read and written whole, past zarr's pipeline.

zarr hands every chunk through coroutines and several copies; a loop over whole files needs neither.
Where a file is a chunk without codecs, its bytes go from the disk into the block and back. Codecs
are those of numcodecs, which lets other threads run meanwhile. Files appear whole or not at all, so
a loop that was interrupted finds its place again by looking at what is there.
"""

import os
import threading
import zlib
from bisect import bisect_left
from pathlib import Path

import google_crc32c
import numcodecs
import numpy as np

from outofcore import grid
from outofcore.formats import zarr
from outofcore.formats.zarr import (
    NOT_STORED,
    chunk_bytes,
    get_array,
    index_bytes,
    open_lazy,
    shard_index,
    write_file,
)

CODECS = {  # of Zarr v3, as numcodecs has them
    "blosc": lambda typesize, shuffle, **how: numcodecs.Blosc(
        **how, shuffle=("noshuffle", "shuffle", "bitshuffle").index(shuffle)
    ),
    "crc32c": lambda: numcodecs.checksum32.CRC32C(location="end"),
    "gzip": lambda level: numcodecs.GZip(level=level),
    "zstd": lambda level, checksum: numcodecs.Zstd(level=level, checksum=checksum),
}

_OWN = threading.local()  # .room: what a thread reads packed files into


def open_files(path, name=""):
    """Return the `Files` of the array `name` in the folder at `path`.

    Raises
    ------
    NotImplementedError
        When the array passes through codecs that are not known here, or lies in column order;
        zarr itself reads it.
    """
    array = get_array(open_lazy(path), name)
    return Files(array, Path(path, name))


class Files:
    """An array, file by file.

    Attributes
    ----------
    shape, dtype
        As of the array; the dtype in the machine's own byte order.
    chunks : tuple of int
    block_shape : tuple of int
        What one file holds: a chunk, or a shard.
    """

    def __init__(self, array, folder):
        metadata = array.metadata
        self.shape, self.chunks = tuple(array.shape), tuple(array.chunks)
        self.block_shape = tuple(array.shards or array.chunks)
        self.dtype = array.dtype.newbyteorder("=")
        self.grid = grid.grid_shape(self.shape, self.block_shape)
        self._folder, self._key = Path(folder), metadata.encode_chunk_key
        self._fill = array.fill_value if array.fill_value is not None else 0
        codecs = zarr.codec_dicts(array)
        self._sharded = array.shards is not None
        if self._sharded:
            self._index_codecs, codecs = _shard_settings(codecs)
        if metadata.zarr_format == 2:
            self._stored, self._codecs = _codecs_v2(metadata)
        else:
            self._stored, self._codecs = _codecs_v3(codecs, self.dtype)
        self._plain = not self._codecs and not self._sharded and self._stored == self.dtype

    def __getitem__(self, selection):
        """Return what `selection` selects, as `grid.normalize_selection` understands it.

        Chunks are read as `read` reads them, those that are touched and no others: zarr itself
        would hand a chunk that was cut to Blosc, which reads behind its end.
        """
        picked, indices = grid.normalize_selection(selection, self.shape), {}
        out = self._room(tuple(map(len, picked)))
        for number in grid.touched_chunks(selection, self.shape, self.chunks):
            pairs = [_inside(*axis) for axis in zip(picked, number, self.chunks, strict=True)]
            chunk = self._read_chunk(number, indices)
            out[tuple(there for there, _ in pairs)] = chunk[tuple(here for _, here in pairs)]
        return out.reshape(grid.selected_shape(selection, self.shape))

    @property
    def is_plain(self):
        """Return whether a file holds one chunk as it is in memory, and nothing else."""
        return self._plain

    @property
    def folder(self):
        """Return the folder in which the files lie."""
        return self._folder

    def path(self, index):
        """Return the path of one file, which may not exist."""
        return Path(self.name(index))

    def name(self, index):
        """Return the path of one file as text."""
        return f"{self._folder}/{self._key(index)}"

    def has(self, index):
        """Return whether a file is there."""
        return os.path.exists(self.path(index))

    def read(self, index, out=None):
        """Return what one file holds, a block of `block_shape`; the fill value where there is none.

        Parameters
        ----------
        index : tuple of int
        out : array, optional
            Takes the block, or what of it lies inside the array; of `dtype`.

        Raises
        ------
        ValueError
            When a file is too short or too long, or does not unpack to what it should hold.
        """
        if out is None:
            out = self._room(self.block_shape)
        elif out.shape != self.block_shape or not out.flags.c_contiguous:
            out[...] = self.read(index)[tuple(map(slice, out.shape))]
            return out
        path = self.path(index)
        try:
            if self._plain:
                _fill_from(path, out)
            elif self._sharded:
                self._read_shard(path, out)
            else:
                self._unpack(_contents(path), out, path)
        except FileNotFoundError:
            out[...] = self._fill
        return out

    def read_into(self, region, room):
        """Fill an array with a region that begins with a file and ends with one, or the array."""
        starts = [part.start // n for part, n in zip(region, self.block_shape, strict=True)]
        if room.shape == self.block_shape:  # the usual case: one file
            return self.read(tuple(starts), room)
        for inner in np.ndindex(*grid.grid_shape(room.shape, self.block_shape)):
            index = tuple(s + i for s, i in zip(starts, inner, strict=True))
            self.read(index, room[grid.chunk_region(inner, room.shape, self.block_shape)])
        return room

    def write(self, index, block, *, behind=None):
        """Write what one file holds: a block of `block_shape`, or less at the end of an axis.

        With a `Behind` it is on the disk and has its name after `Behind.settle`.
        """
        if self._sharded:
            data = self._pack_shard(block)
        else:
            data = self._pack(block, self.chunks)
        if behind is None:
            write_file(self.path(index), data)
        else:
            behind.write(self.path(index), data)

    def _room(self, shape):
        """Return an array to read into; damaged metadata may ask for more than there is memory."""
        try:
            return np.empty(shape, self.dtype)
        except (MemoryError, ValueError) as error:
            raise ValueError(f"{self._folder}: {error}") from error

    def _pack(self, block, chunks):
        """Return the stored form of one chunk."""
        if not self._codecs and self._stored.byteorder != ">":
            return chunk_bytes(block, chunks)
        if block.shape != chunks:
            whole = np.full(chunks, self._fill, self.dtype)
            whole[tuple(map(slice, block.shape))] = block
            block = whole
        data = np.ascontiguousarray(block, self._stored)
        for codec in self._codecs:
            data = codec.encode(data)
        return data if isinstance(data, bytes) else memoryview(np.asarray(data).view("u1"))

    def _unpack(self, data, out, path):
        """Unpack one chunk into `out`."""
        try:
            for codec in reversed(self._codecs):
                if codec.codec_id == "blosc":
                    _check_blosc(data, out.nbytes if len(self._codecs) == 1 else None)
                    if (
                        len(self._codecs) == 1
                        and self._stored == out.dtype
                        and out.flags.c_contiguous
                    ):
                        codec.decode(data, out=out)  # its length is known now
                        return
                data = codec.decode(data)
            values = np.frombuffer(data, self._stored)
        except (RuntimeError, ValueError, OSError, EOFError, MemoryError, zlib.error) as error:
            raise ValueError(f"{path} is damaged: {error}") from error
        if values.size != out.size:
            raise ValueError(f"{path} unpacks to {values.size} values; {out.size} belong there")
        out[...] = values.reshape(out.shape)

    def _pack_shard(self, block):
        """Return the stored form of one shard: its chunks, and where each lies."""
        counts = grid.grid_shape(self.block_shape, self.chunks)
        table, pieces, at = np.full((*counts, 2), NOT_STORED, "<u8"), [], 0
        for index in np.ndindex(*grid.grid_shape(block.shape, self.chunks)):
            part = block[grid.chunk_region(index, block.shape, self.chunks)]
            data = memoryview(self._pack(part, self.chunks)).cast("B")
            table[index] = at, len(data)
            pieces.append(data)
            at += len(data)
        index = table.tobytes()
        if "crc32c" in self._index_codecs:
            index += google_crc32c.value(index).to_bytes(4, "little")
        return b"".join([*pieces, index])

    def _read_shard(self, path, out):
        data, counts = _contents(path), grid.grid_shape(self.block_shape, self.chunks)
        tail = bytes(data[-index_bytes(counts, self._index_codecs) :])
        table, chunk = (
            shard_index(tail, counts, self._index_codecs, path),
            self._room(self.chunks),
        )
        for inner in np.ndindex(*counts):
            offset, length = map(int, table[inner])
            region = grid.chunk_region(inner, self.block_shape, self.chunks)
            if offset == NOT_STORED:
                out[region] = self._fill
            else:
                self._unpack(data[offset : offset + length], chunk, path)
                out[region] = chunk

    def _read_chunk(self, number, indices):
        """Return one chunk; `indices` keeps those of the shards that were met."""
        if not self._sharded:
            return self.read(number)
        counts = grid.grid_shape(self.block_shape, self.chunks)
        shard = tuple(i // n for i, n in zip(number, counts, strict=True))
        chunk, path = self._room(self.chunks), self.path(shard)
        chunk[...] = self._fill
        try:
            with open(path, "rb", buffering=0) as file:
                size = os.fstat(file.fileno()).st_size
                if shard not in indices:
                    file.seek(max(size - index_bytes(counts, self._index_codecs), 0))
                    indices[shard] = shard_index(file.read(), counts, self._index_codecs, path)
                inner = tuple(i % n for i, n in zip(number, counts, strict=True))
                offset, length = map(int, indices[shard][inner])
                if offset != NOT_STORED:
                    if offset + length > size:
                        raise ValueError(f"{path} has {size} bytes; chunk {inner} ends behind them")
                    self._unpack(os.pread(file.fileno(), length, offset), chunk, path)
        except FileNotFoundError:
            pass  # nothing was ever written there
        return chunk


def _inside(picked, number, chunk):
    """Return which of the picked positions of an axis lie in one chunk, and where in it.

    >>> _inside(range(1, 20, 2), 1, 8)
    (slice(4, 8, None), slice(1, 8, 2))
    """
    first = number * chunk
    there = slice(bisect_left(picked, first), bisect_left(picked, first + chunk))
    positions = picked[there]
    if isinstance(positions, range):
        return there, slice(positions[0] - first, positions[-1] - first + 1, positions.step)
    return there, [position - first for position in positions]


def _contents(path):
    """Return the bytes of a file, in a buffer of this thread's that the next call uses again."""
    with open(path, "rb", buffering=0) as file:
        length, done = os.fstat(file.fileno()).st_size, 0
        if not hasattr(_OWN, "room") or len(_OWN.room) < length:
            _OWN.room = bytearray(length)
        view = memoryview(_OWN.room)[:length]
        while done < length and (more := file.readinto(view[done:])):
            done += more
    return view[:done]


def _fill_from(path, out):
    """Read a file of exactly so many bytes into an array."""
    handle, view, done = os.open(path, os.O_RDONLY), memoryview(out).cast("B"), 0
    try:
        length = os.fstat(handle).st_size
        while done < len(view) and (more := os.readv(handle, [view[done:]])):
            done += more
    finally:
        os.close(handle)
    if done < len(view) or length > len(view):
        raise ValueError(f"{path} has {length} bytes; {len(view)} belong there")


def _check_blosc(data, nbytes):
    """Raise unless the header of a Blosc buffer tells the truth about its length.

    Blosc believes it, and would read behind the end of a file that was cut.
    """
    if len(data) < 16:
        raise ValueError(f"{len(data)} bytes are no Blosc buffer, whose header alone has 16")
    unpacked, packed = np.frombuffer(data, "<u4", 4)[[1, 3]]
    if packed != len(data):
        raise ValueError(f"there are {len(data)} bytes, of {packed} that were written")
    if nbytes is not None and unpacked != nbytes:
        raise ValueError(f"it unpacks to {unpacked} bytes; {nbytes} belong there")


def _shard_settings(codecs):
    if len(codecs) != 1:
        raise NotImplementedError("a shard that is packed itself")
    settings = codecs[0]["configuration"]
    names = [codec["name"] for codec in settings["index_codecs"]]
    if names not in (["bytes"], ["bytes", "crc32c"]) or settings.get("index_location") != "end":
        raise NotImplementedError(f"a shard with an index stored with {names}")
    return names, settings["codecs"]


def _codecs_v2(metadata):
    """Return the dtype in the files, and the codecs on the way there."""
    if metadata.order != "C":
        raise NotImplementedError("chunks in column order")
    own = [*(metadata.filters or ()), metadata.compressor]
    codecs = [numcodecs.get_codec(codec.get_config()) for codec in own if codec is not None]
    return metadata.dtype.to_native_dtype(), codecs


def _codecs_v3(codecs, dtype):
    """Return the dtype in the files, and the codecs on the way there."""
    if unknown := [c["name"] for c in codecs if c["name"] not in ("bytes", *CODECS)]:
        raise NotImplementedError(f"chunks that pass through {', '.join(unknown)}")
    endian = next(c.get("configuration", {}) for c in codecs if c["name"] == "bytes")
    stored = dtype.newbyteorder(">" if endian.get("endian") == "big" else "<")
    packing = [
        CODECS[c["name"]](**c.get("configuration", {})) for c in codecs if c["name"] != "bytes"
    ]
    return stored, packing
