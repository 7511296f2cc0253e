"""A Zarr store that writes down what is asked of it.

Beside `outofcore.formats.zarr` the only module that imports zarr.
"""

from pathlib import Path

import zarr
from zarr.abc.store import OffsetByteRequest, RangeByteRequest, SuffixByteRequest
from zarr.storage import LocalStore, WrapperStore


class LoggedStore(WrapperStore):
    """A store around another one, with a log of its reads and writes.

    Parameters
    ----------
    store : zarr.abc.store.Store
    reads, writes : list, optional
        To be continued; new ones by default.

    Attributes
    ----------
    reads : list of (key, offset, nbytes)
        One entry per request; a key that is not there has 0 bytes.
    writes : list of (key, nbytes)

    Notes
    -----
    zarr makes a copy of the wrapper when it opens it in mode "r" (`_with_store`); the copy shares
    the log. Reads go out concurrently, so their order is that of their answers.
    """

    def __init__(self, store, reads=None, writes=None):
        super().__init__(store)
        self.reads = [] if reads is None else reads
        self.writes = [] if writes is None else writes

    def _with_store(self, store):
        return type(self)(store, self.reads, self.writes)

    async def get(self, key, prototype, byte_range=None):
        """Return what is stored under `key`, or a part of it, and log the request."""
        found = await self._store.get(key, prototype, byte_range)
        nbytes = 0 if found is None else len(found)
        self.reads.append((key, await self._offset(key, byte_range, nbytes), nbytes))
        return found

    async def get_partial_values(self, prototype, key_ranges):
        """Return several parts of what is stored, and log one request for each."""
        return [await self.get(key, prototype, byte_range) for key, byte_range in key_ranges]

    async def _get_many(self, requests):
        for key, prototype, byte_range in requests:
            yield key, await self.get(key, prototype, byte_range)

    async def set(self, key, value):
        """Store `value` under `key`, and log the request."""
        await self._store.set(key, value)
        self.writes.append((key, len(value)))

    async def set_if_not_exists(self, key, value):
        """Store `value` if nothing is there yet, and log it if it was stored."""
        was_there = await self._store.exists(key)
        await self._store.set_if_not_exists(key, value)
        if not was_there:
            self.writes.append((key, len(value)))

    async def _set_many(self, values):
        for key, value in values:
            await self.set(key, value)

    async def _offset(self, key, byte_range, nbytes):
        if isinstance(byte_range, RangeByteRequest):
            return byte_range.start
        if isinstance(byte_range, OffsetByteRequest):
            return byte_range.offset
        if isinstance(byte_range, SuffixByteRequest) and nbytes:
            return await self._store.getsize(key) - nbytes
        return 0


def open_store(store):
    """Return the array or group that any zarr store holds, read-only."""
    return zarr.open(store, mode="r")


def open_logged(path):
    """Return the array or group at `path`, read-only, and the `LoggedStore` it stands on.

    What opening it read is in the log already.
    """
    store = LoggedStore(LocalStore(Path(path), read_only=True))
    return open_store(store), store
