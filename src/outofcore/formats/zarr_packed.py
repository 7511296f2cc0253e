"""A read-only Zarr store on a file with many objects in it: `outofcore.formats.packed`."""

import threading

from zarr.abc.store import OffsetByteRequest, RangeByteRequest, Store, SuffixByteRequest
from zarr.core.buffer import default_buffer_prototype


class PackedStore(Store):
    """The objects of a `Packed`, read from a file that somebody else has opened.

    Parameters
    ----------
    file : binary file
        One object, or one part of it, is one `readinto`: a file that counts, counts objects.
    index : dict of str to (int, int)
        Offset and length of every object.

    Notes
    -----
    A key that is not there is told from the index, without a read. Nothing can be written: zarr
    raises ValueError for a store that is read-only.
    """

    supports_writes = False
    supports_deletes = False
    supports_listing = True

    def __init__(self, file, index):
        super().__init__(read_only=True)
        self._file, self._lock = file, threading.Lock()
        self._index = {key: tuple(span) for key, span in index.items()}

    def __repr__(self):
        return f"PackedStore({self._file.name!r}, {len(self._index):,} objects)"

    def __eq__(self, other):
        return isinstance(other, PackedStore) and self._file is other._file

    __hash__ = None

    def with_read_only(self, read_only=False):
        """Return a store that is read-only, too; there is no other."""
        if not read_only:
            raise ValueError("this store is for reading only; open it with mode='r'")
        return type(self)(self._file, self._index)

    async def get(self, key, prototype=None, byte_range=None):
        """Return what is stored under `key`, or a part of it; None if nothing is."""
        if key not in self._index:
            return None
        prototype = prototype or default_buffer_prototype()
        start, nbytes = _span(*self._index[key], byte_range)
        room = bytearray(nbytes)
        if nbytes:
            with self._lock:
                self._file.seek(start)
                found = self._file.readinto(room)
            if found != nbytes:
                raise OSError(f"{key}: {found:,} of {nbytes:,} bytes came; is the file cut?")
        return prototype.buffer.from_bytes(room)

    async def get_partial_values(self, prototype, key_ranges):
        """Return several parts of what is stored, one read for each."""
        return [await self.get(key, prototype, byte_range) for key, byte_range in key_ranges]

    async def exists(self, key):
        """Tell whether something is stored under `key`."""
        return key in self._index

    async def getsize(self, key):
        """Return the length of an object in bytes, from the index."""
        if key not in self._index:
            raise FileNotFoundError(key)
        return self._index[key][1]

    async def set(self, key, value):
        """Refuse."""
        self._check_writable()

    async def delete(self, key):
        """Refuse."""
        self._check_writable()

    async def list(self):
        """Yield every key."""
        for key in self._index:
            yield key

    async def list_prefix(self, prefix):
        """Yield every key that begins so."""
        for key in self._index:
            if key.startswith(prefix):
                yield key

    async def list_dir(self, prefix):
        """Yield the names right under a prefix."""
        prefix = prefix.rstrip("/")
        start = f"{prefix}/" if prefix else ""
        names = (
            key[len(start) :].partition("/")[0] for key in self._index if key.startswith(start)
        )
        for name in dict.fromkeys(names):
            yield name


def _span(offset, nbytes, byte_range):
    """Return where a part of an object begins in the file, and its length."""
    if isinstance(byte_range, RangeByteRequest):
        start, stop = byte_range.start, byte_range.end
    elif isinstance(byte_range, OffsetByteRequest):
        start, stop = byte_range.offset, nbytes
    elif isinstance(byte_range, SuffixByteRequest):
        start, stop = nbytes - byte_range.suffix, nbytes
    else:
        start, stop = 0, nbytes
    start, stop = min(max(start, 0), nbytes), min(stop, nbytes)
    return offset + start, max(stop - start, 0)
