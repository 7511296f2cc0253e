"""What reading cost, from a log of requests and a map of where the chunks lie."""

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass

from outofcore import grid
from outofcore.units import format_bytes, format_number


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
        The reads themselves, those of metadata left out. With a file's name in front where the data
        lie in several files.
    other_requests : int
        How many reads fell outside: metadata, the index of a shard, chunks that are not stored.
    """

    asked_bytes: int
    data_bytes: int
    metadata_bytes: int
    requests: int
    chunk_reads: tuple
    total_chunks: int
    log: tuple
    other_requests: int = 0

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
    """Return the `Cost` that a log of reads means for one data set in one file.

    Parameters
    ----------
    requests : iterable of (offset, nbytes)
    chunk_map : outofcore.formats.hdf5.ChunkMap or alike
        With `shape`, `chunks`, and `extents` in the order of their offsets.
    asked_bytes : int
        The bytes of what was asked for, where that is known.

    Notes
    -----
    A request that overlaps a stored piece counts whole as data.
    """
    extents = chunk_map.extents
    offsets = [extent.offset for extent in extents]
    times, inside, metadata_bytes, others = Counter(), [], 0, 0
    for offset, nbytes in requests:
        touched = _touched(extents, offsets, offset, nbytes)
        if touched:
            times.update(extent.index for extent in touched)
            inside.append((offset, nbytes))
        else:
            metadata_bytes += nbytes
            others += 1
    return Cost(
        asked_bytes=asked_bytes,
        data_bytes=sum(nbytes for _, nbytes in inside),
        metadata_bytes=metadata_bytes,
        requests=len(inside),
        chunk_reads=tuple(sorted(times.items())),
        total_chunks=grid.count_chunks(chunk_map.shape, chunk_map.chunks),
        log=tuple(inside),
        other_requests=others,
    )


def cost_of_files(requests, chunk_map, *, asked_bytes=0):
    """Return the `Cost` that a log of reads means for an array that lies in many files.

    Parameters
    ----------
    requests : iterable of (file, offset, nbytes)
    chunk_map : outofcore.formats.zarr.ChunkMap or alike
        Its extents have a `file`, and come by file and offset.
    asked_bytes : int

    Notes
    -----
    One request may bring several chunks and the index between or behind them: a whole shard. So
    only what lies inside the chunks counts as data, the rest of the request as metadata.

    ::

        shard    |chunk 0|chunk 2| index |
        request   ======================
        data      ===============
    """
    extents_in = defaultdict(list)
    for extent in chunk_map.extents:
        extents_in[extent.file].append(extent)
    offsets_in = {file: [e.offset for e in extents] for file, extents in extents_in.items()}
    times, inside, data_bytes, all_bytes, others = Counter(), [], 0, 0, 0
    for file, offset, nbytes in requests:
        touched = _touched(extents_in.get(file, ()), offsets_in.get(file, ()), offset, nbytes)
        all_bytes += nbytes
        others += not touched
        if touched:
            inside.append((file, offset, nbytes))
            times.update(extent.index for extent in touched)
            data_bytes += sum(_overlap(extent, offset, nbytes) for extent in touched)
    return Cost(
        asked_bytes=asked_bytes,
        data_bytes=data_bytes,
        metadata_bytes=all_bytes - data_bytes,
        requests=len(inside),
        chunk_reads=tuple(sorted(times.items())),
        total_chunks=grid.count_chunks(chunk_map.shape, chunk_map.chunks),
        log=tuple(inside),
        other_requests=others,
    )


def _touched(extents, offsets, offset, nbytes):
    """Return the stored pieces that the read of `nbytes` at `offset` overlaps."""
    touched = []
    place = max(bisect_right(offsets, offset) - 1, 0)
    while place < len(extents) and offsets[place] < offset + nbytes:
        if offsets[place] + extents[place].nbytes > offset:
            touched.append(extents[place])
        place += 1
    return touched


def _overlap(extent, offset, nbytes):
    """Return how many bytes of the read lie inside a stored piece."""
    return min(offset + nbytes, extent.offset + extent.nbytes) - max(offset, extent.offset)
