"""A Zarr store that is as far away as you say: each request waits, and the bytes share one line.

What an object store costs is its distance. Here the distance is a number, the same on every
machine, and the waiting is real::

    request 1   |latency|bytes|
    request 2   |latency|     bytes|          at the same time; the bytes queue for the line
    request 3           |latency|  bytes|     no more than zarr has on its way at once
"""

import asyncio
import time

import zarr
from zarr.storage import LocalStore

from outofcore.formats.zarr_log import LoggedStore, open_store


class Line:
    """The line that the bytes of all requests share, and how many requests are on their way."""

    def __init__(self):
        self.free_at_s = 0.0
        self.in_flight = self.most_in_flight = 0

    async def carry(self, nbytes, bytes_per_s):
        """Wait until `nbytes` more have come over the line."""
        now = time.monotonic()
        self.free_at_s = max(now, self.free_at_s) + nbytes / bytes_per_s
        await asyncio.sleep(self.free_at_s - now)


class DelayedStore(LoggedStore):
    """A store around another one whose reads take time, with a log of them.

    Parameters
    ----------
    store : zarr.abc.store.Store
    latency_s : float
        Until the first byte of an answer; also where the answer is that there is nothing.
    bytes_per_s : float
        Of the line that all requests share.
    reads, writes : list, optional
        See `LoggedStore`.
    line : Line, optional
        To be shared with another store; a new one by default.

    Attributes
    ----------
    most_in_flight : int
        How many requests were on their way at once, at most.
    """

    def __init__(self, store, *, latency_s, bytes_per_s, reads=None, writes=None, line=None):
        super().__init__(store, reads, writes)
        self.latency_s, self.bytes_per_s = latency_s, bytes_per_s
        self.line = line or Line()

    @property
    def most_in_flight(self):
        """Return how many requests were on their way at once, at most."""
        return self.line.most_in_flight

    def _with_store(self, store):
        return type(self)(
            store,
            latency_s=self.latency_s,
            bytes_per_s=self.bytes_per_s,
            reads=self.reads,
            writes=self.writes,
            line=self.line,
        )

    def start_again(self):
        """Forget what was read and written so far."""
        self.reads.clear()
        self.writes.clear()
        self.line.most_in_flight = 0

    async def get(self, key, prototype, byte_range=None):
        """Return what is stored under `key`, or a part of it, as late as it would come."""
        line = self.line
        line.in_flight += 1
        line.most_in_flight = max(line.most_in_flight, line.in_flight)
        try:
            await asyncio.sleep(self.latency_s)
            found = await super().get(key, prototype, byte_range)
            await line.carry(0 if found is None else len(found), self.bytes_per_s)
        finally:
            line.in_flight -= 1
        return found


def open_delayed(path, *, latency_s, bytes_per_s):
    """Return the array or group at `path`, read-only, and the `DelayedStore` it stands on.

    Opening it takes its time, too. Its requests are in the log already.
    """
    local = LocalStore(path, read_only=True)
    store = DelayedStore(local, latency_s=latency_s, bytes_per_s=bytes_per_s)
    return open_store(store), store


def concurrency(requests):
    """Return a context in which zarr has at most so many requests on their way at once."""
    return zarr.config.set({"async.concurrency": requests})
