"""Zarr stores that hold nothing: every chunk is computed when it is read."""

import asyncio
import itertools

import zarr
from zarr.abc.store import OffsetByteRequest, RangeByteRequest, Store, SuffixByteRequest
from zarr.core.buffer import default_buffer_prototype

from outofcore import grid
from outofcore.formats.zarr import chunk_bytes, chunk_key, fitting, metadata_files, read_block


def open_virtual(arrays, *, chunks, attributes=None):
    """Return a read-only zarr group whose chunks are computed when they are read.

    Parameters
    ----------
    arrays : dict of str to array-like
        With `shape`, `dtype` and `block(region)` or slicing; for instance a `Volume`.
    chunks, attributes
        See `metadata_files`.

    >>> import numpy as np
    >>> group = open_virtual({"a": np.arange(12).reshape(3, 4)}, chunks=(2, 2))
    >>> int(group["a"][2, 3])
    11
    """
    return zarr.open(VirtualStore(arrays, chunks=chunks, attributes=attributes), mode="r")


class VirtualStore(Store):
    """A zarr store that holds nothing: metadata are made at once, each chunk when it is asked for.

    The parameters are those of `open_virtual`. Whatever reads Zarr stores in Python reads it. The
    chunks are uncompressed, Zarr v3, and computed in threads.
    """

    supports_writes = False
    supports_deletes = False
    supports_partial_writes = False
    supports_listing = True

    def __init__(self, arrays, *, chunks, attributes=None):
        super().__init__(read_only=True)
        self._arrays = dict(arrays)
        self._chunks = {name: fitting(name, array, chunks) for name, array in arrays.items()}
        self._metadata = metadata_files(arrays, chunks=chunks, attributes=attributes)

    def __eq__(self, other):
        """Return whether `other` is this very store."""
        return self is other

    def __hash__(self):
        """Return a hash of this very store."""
        return id(self)

    def __str__(self):
        """Return the names of the arrays."""
        return f"virtual://{','.join(self._arrays)}"

    def with_read_only(self, read_only=False):
        """Return this store; it cannot be made writable."""
        if not read_only:
            raise ValueError("a virtual store computes its chunks; nothing can be written to it")
        return self

    def compute(self, key):
        """Return the bytes under `key`, None when there is no such key."""
        if key in self._metadata:
            return self._metadata[key]
        name, index = self._chunk_at(key)
        if index is None:
            return None
        array, chunks = self._arrays[name], self._chunks[name]
        region = grid.chunk_region(index, array.shape, chunks)
        return bytes(chunk_bytes(read_block(array, region), chunks))

    async def get(self, key, prototype=None, byte_range=None):
        """Return what is stored under `key`, or a part of it."""
        data = await asyncio.to_thread(self.compute, key)
        if data is None:
            return None
        start, stop = _byte_bounds(byte_range, len(data))
        prototype = prototype or default_buffer_prototype()
        return prototype.buffer.from_bytes(data[start:stop])

    async def get_partial_values(self, prototype, key_ranges):
        """Return several parts of what is stored."""
        return [await self.get(key, prototype, byte_range) for key, byte_range in key_ranges]

    async def exists(self, key):
        """Return whether there is something under `key`."""
        return key in self._metadata or self._chunk_at(key)[1] is not None

    async def set(self, key, value):
        """Refuse."""
        self._check_writable()

    async def delete(self, key):
        """Refuse."""
        self._check_writable()

    async def list(self):
        """Yield every key: metadata first, then the chunks."""
        for key in self._metadata:
            yield key
        for name, array in self._arrays.items():
            counts = grid.grid_shape(array.shape, self._chunks[name])
            for index in itertools.product(*map(range, counts)):
                yield f"{name}/{chunk_key(index)}".lstrip("/")

    async def list_prefix(self, prefix):
        """Yield every key that begins with `prefix`."""
        async for key in self.list():
            if key.startswith(prefix):
                yield key

    async def list_dir(self, prefix):
        """Yield the names in a folder of metadata; chunks are not listed, there may be millions."""
        prefix = f"{prefix.rstrip('/')}/" if prefix else ""
        inside = (key.removeprefix(prefix) for key in self._metadata if key.startswith(prefix))
        for name in dict.fromkeys(key.split("/")[0] for key in inside):
            yield name

    def _chunk_at(self, key):
        """Return (name, index) of the chunk under `key`; the index is None when there is none."""
        for name, array in self._arrays.items():
            head = f"{name}/c" if name else "c"
            if key == head or key.startswith(head + "/"):
                words = key[len(head) :].split("/")[1:]
                counts = grid.grid_shape(array.shape, self._chunks[name])
                if len(words) == len(counts) and all(word.isdecimal() for word in words):
                    index = tuple(map(int, words))
                    if all(i < n for i, n in zip(index, counts, strict=True)):
                        return name, index
        return "", None


def _byte_bounds(byte_range, length):
    if isinstance(byte_range, RangeByteRequest):
        return byte_range.start, byte_range.end
    if isinstance(byte_range, OffsetByteRequest):
        return byte_range.offset, length
    if isinstance(byte_range, SuffixByteRequest):
        return max(length - byte_range.suffix, 0), length
    return 0, length
