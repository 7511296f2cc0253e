"""The meter: what a read costs in chunks, bytes and requests.

HDF5 is given a file object that writes down every request. Counts are therefore exact, and equal on
every machine that has the same version of HDF5.
"""

import contextlib
import io
import math
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from outofcore import grid
from outofcore.formats import hdf5
from outofcore.measure import _child
from outofcore.units import format_bytes, format_number


class CountingFile(io.RawIOBase):
    """A file, opened for reading, that logs every read as (offset, nbytes).

    Notes
    -----
    Close every `h5py.File` that stands on it before it is closed itself: HDF5 asks for the file
    until then. `counting` sees to the rest.
    """

    def __init__(self, path):
        super().__init__()
        self._file = open(path, "rb", buffering=0)  # noqa: SIM115  (closed by close)
        self.name = str(path)
        self.log = []

    def readable(self):
        """Return True."""
        return True

    def seekable(self):
        """Return True."""
        return True

    def seek(self, offset, whence=io.SEEK_SET):
        """Move to a position and return it."""
        return self._file.seek(offset, whence)

    def tell(self):
        """Return the position."""
        return self._file.tell()

    def readinto(self, buffer):
        """Fill `buffer` from the file, log the read, and return the number of bytes."""
        offset = self._file.tell()
        nbytes = self._file.readinto(buffer)
        self.log.append((offset, nbytes))
        return nbytes

    def close(self):
        """Close the file."""
        self._file.close()
        super().close()


@contextlib.contextmanager
def counting(path):
    """Yield a `CountingFile` on the file at `path`, to be opened with `h5py.File`."""
    with contextlib.closing(CountingFile(path)) as file:
        yield file


@dataclass(frozen=True)
class Cost:
    """What reading from one data set cost.

    Attributes
    ----------
    asked_bytes : int
        The bytes of what was asked for.
    data_bytes, metadata_bytes : int
        What was read inside and outside of the data set's stored pieces.
    requests : int
        How many reads fell inside the stored pieces.
    chunk_reads : tuple of (index, times)
        How often each chunk was fetched. The pieces of a chunk that is read in parts add up: a
        chunk read once in 100 runs counts 100 times here.
    total_chunks : int
        The number of chunks of the whole data set; 1 when it is contiguous.
    log : tuple of (offset, nbytes)
        The reads themselves, those of metadata left out.
    """

    asked_bytes: int
    data_bytes: int
    metadata_bytes: int
    requests: int
    chunk_reads: tuple
    total_chunks: int
    log: tuple

    @property
    def chunks(self):
        """Return the indices of the chunks that were touched, sorted."""
        return tuple(index for index, _ in self.chunk_reads)

    @property
    def fetches(self):
        """Return how many times a chunk was fetched, repetitions included."""
        return sum(times for _, times in self.chunk_reads)

    @property
    def amplification(self):
        """Return the bytes read over the bytes asked for; infinite when nothing was asked."""
        return self.data_bytes / self.asked_bytes if self.asked_bytes else math.inf

    def __str__(self):
        text = f"{len(self.chunks):,} of {self.total_chunks:,} chunks"
        if self.fetches > len(self.chunks):
            text += f" ({self.fetches:,} fetches)"
        text += f", {format_bytes(self.data_bytes)} read"
        if self.asked_bytes:
            times = format_number(self.amplification)
            text += f" for {format_bytes(self.asked_bytes)} asked ({times} times)"
        return f"{text}, {self.requests:,} {'request' if self.requests == 1 else 'requests'}"


def cost_of(requests, chunk_map, *, asked_bytes=0):
    """Return the `Cost` that a log of reads means for one data set.

    Parameters
    ----------
    requests : iterable of (offset, nbytes)
    chunk_map : outofcore.formats.hdf5.ChunkMap
    asked_bytes : int
        The bytes of what was asked for, where that is known.
    """
    extents = chunk_map.extents
    offsets = [extent.offset for extent in extents]
    times, inside, metadata_bytes = Counter(), [], 0
    for offset, nbytes in requests:
        touched = _touched(extents, offsets, offset, nbytes)
        if touched:
            times.update(extent.index for extent in touched)
            inside.append((offset, nbytes))
        else:
            metadata_bytes += nbytes
    return Cost(
        asked_bytes=asked_bytes,
        data_bytes=sum(nbytes for _, nbytes in inside),
        metadata_bytes=metadata_bytes,
        requests=len(inside),
        chunk_reads=tuple(sorted(times.items())),
        total_chunks=grid.count_chunks(chunk_map.shape, chunk_map.chunks),
        log=tuple(inside),
    )


def measure_read(path, name, selection, *, cache_bytes=None):
    """Return the `Cost` of reading one selection on a fresh opening of the file.

    Parameters
    ----------
    path : path
        An HDF5 file.
    name : str
        A data set in it.
    selection : selection
        What stands between the brackets: `np.s_[3, :, 4:9]`.
    cache_bytes : int, optional
        The chunk cache of the opening; HDF5's default (8 MiB) when it is not given.

    Notes
    -----
    The counting file is not a system file, so HDF5 does without its sieve buffer, which on a
    contiguous data set widens small reads to 64 KiB. `process_reads` sees that.
    """
    return measure_reads(path, name, [selection], cache_bytes=cache_bytes)


def measure_reads(path, name, selections, *, cache_bytes=None, cache_slots=None, cache_w0=None):
    """Return the `Cost` of reading several selections, one after the other, on one opening.

    This is where the chunk cache shows. The parameters are those of `measure_read` and
    `outofcore.formats.hdf5.open_lazy`.
    """
    options = {"cache_bytes": cache_bytes, "cache_slots": cache_slots, "cache_w0": cache_w0}
    chunk_map = hdf5.chunk_map(path, name)
    if chunk_map.layout == "virtual":
        raise ValueError(f"data set {name!r} is virtual; measure the files that hold its data")
    with counting(path) as source, hdf5.open_lazy(source, **options) as file:
        dataset, asked_bytes = hdf5.get_dataset(file, name), 0
        for selection in selections:
            dataset[selection]
            asked_bytes += grid.count_selected(selection, dataset.shape) * dataset.dtype.itemsize
    return cost_of(source.log, chunk_map, asked_bytes=asked_bytes)


@dataclass(frozen=True)
class SystemReads:
    """What the operating system delivered: bytes, and the number of reads."""

    bytes: int
    requests: int


def process_reads(function, *args):
    """Return what the system delivered while `function(*args)` ran, or None where no one counts.

    The call runs in a process of its own, so that nothing else is counted with it.

    Raises
    ------
    RuntimeError
        When the function fails there; the message says how.

    Notes
    -----
    From /proc/self/io, so Linux only. The reading of the counter itself is taken off. Reads through
    a memory map do not show (proc(5)).
    """
    if not Path("/proc/self/io").exists():
        return None
    result = _child.run(_counted, function, args)
    if not result.ok:
        raise RuntimeError(f"the measured call failed: {result.error}")
    return SystemReads(*result.value)


def _counted(function, args):
    """Run in the child: return the bytes and the number of reads of `function(*args)`."""
    first, start = _process_io(), _process_io()
    function(*args)
    end = _process_io()
    return [
        after - before - (before - earlier)
        for earlier, before, after in zip(first, start, end, strict=True)
    ]


def _process_io():
    """Return (rchar, syscr): the bytes and the number of this process's reads so far."""
    fields = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(fields["rchar"]), int(fields["syscr"])


def _touched(extents, offsets, offset, nbytes):
    """Return the stored pieces that the read of `nbytes` at `offset` overlaps."""
    touched = []
    place = max(bisect_right(offsets, offset) - 1, 0)
    while place < len(extents) and offsets[place] < offset + nbytes:
        if offsets[place] + extents[place].nbytes > offset:
            touched.append(extents[place])
        place += 1
    return touched
