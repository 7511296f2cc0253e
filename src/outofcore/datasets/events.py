"""The stream of an event-counting detector: one (x, y, t, ToT) for each particle that hits.

The detector watches a scan: frame f of the stream belongs to scan position f. How many events a
frame has, and what each is, are functions of the seed and the frame alone. So any frames can be
computed alone, and a chunk is nothing but some frames in a row::

    time    0        1        2        3     frame_ns
    frame   |· · · · |· ·     |· · · ··|      half-open: an event at 1.0 belongs to frame 1
    chunk   [ 0               ][ 1               ]
"""

import functools
import math
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from outofcore.datasets import _hits, _lazy

DTYPES = {"x": np.dtype("u2"), "y": np.dtype("u2"), "t": np.dtype("u8"), "tot": np.dtype("u2")}
PATTERNS = ("disks", "uniform")


@dataclass(frozen=True)
class Events:
    """Events of a detector behind a scan, computed frame by frame, for any frames alone.

    Parameters
    ----------
    scan : tuple of int
        Scan positions (rows, columns). Each is one frame of the detector.
    detector : tuple of int
        Pixels (y, x), each from 8 to 65536.
    events_per_frame : int or float
        Mean number of events; the numbers spread like a Poisson distribution.
    frame_ns : int
        Duration of a frame in nanoseconds.
    chunk_frames : int
        Frames in a time chunk. It cuts the stream, and changes no event.
    seed : int
        From 0 to 2**64 - 1.
    pattern : {"disks", "uniform"}
        Six diffraction disks around a bright centre, turned from crystal grain to crystal grain
        (see `orientations`), or every pixel as likely as any other.
    rollover_bits : int, optional
        The clock has so many bits: t starts again at 0 when they are used up.
    duplicates : int
        Of 1000 events, so many are reported twice, one after the other.
    empty : int
        Of 1000 frames, so many have no event.
    boundary : bool
        The first event of each frame falls on its very first nanosecond.

    Raises
    ------
    ValueError, TypeError
        If a parameter is none of the above.

    >>> events = Events((4, 8), events_per_frame=3)
    >>> events.size, events.chunks
    (108, 1)
    >>> {name: column[:3].tolist() for name, column in events.frames(20, 24).items()}
    {'x': [259, 184, 242], 'y': [259, 157, 226], 't': [2019895, 2028599, 2040812],
     'tot': [69, 22, 41]}

    Notes
    -----
    Times and places inside a frame are random: the order of arrival says nothing about the pixel,
    as in a real detector, and that is what a compressor has to pay for.
    """

    scan: tuple[int, int]
    detector: tuple[int, int] = (512, 512)
    events_per_frame: float = 1000
    frame_ns: int = 100_000
    chunk_frames: int = 1024
    seed: int = 0
    pattern: str = "disks"
    rollover_bits: int | None = None
    duplicates: int = 0
    empty: int = 0
    boundary: bool = False

    def __post_init__(self):
        limits = {
            "frame_ns": (1, 2**40),
            "chunk_frames": (1, 2**40),
            "seed": (0, 2**64 - 1),
            "duplicates": (0, 1000),
            "empty": (0, 1000),
        }
        if self.rollover_bits is not None:
            limits["rollover_bits"] = (8, 63)
        for name, (low, high) in limits.items():
            checked = _lazy.check_integer(name, getattr(self, name), low, high)
            object.__setattr__(self, name, checked)
        object.__setattr__(self, "boundary", bool(self.boundary))
        object.__setattr__(self, "scan", _check_pair("scan", self.scan, 1, 2**31 - 1))
        object.__setattr__(self, "detector", _check_pair("detector", self.detector, 8, 2**16))
        if self.pattern not in PATTERNS:
            raise ValueError(f"pattern {self.pattern!r} is not one of {', '.join(PATTERNS)}")
        try:
            object.__setattr__(self, "events_per_frame", float(self.events_per_frame))
        except (TypeError, ValueError):
            raise TypeError(f"events_per_frame {self.events_per_frame!r} is not a number") from None
        if not 0 <= self.events_per_frame <= 2**24:
            raise ValueError(f"events_per_frame {self.events_per_frame} is not from 0 to 2**24")
        if self.n_frames * self.frame_ns >= 2**63:
            raise ValueError(f"{self.n_frames} frames of {self.frame_ns} ns outlast a 63-bit clock")

    @property
    def n_frames(self):
        """Return the number of frames, one per scan position."""
        return math.prod(self.scan)

    @property
    def chunks(self):
        """Return the number of time chunks."""
        return -(-self.n_frames // self.chunk_frames)

    @property
    def size(self):
        """Return the number of events, repeated ones included."""
        return int(_chunk_offsets(self)[-1])

    @property
    def nbytes(self):
        """Return the bytes that all columns of pixel events would take in memory."""
        return self.size * sum(dtype.itemsize for dtype in DTYPES.values())

    @property
    def rate(self):
        """Return the mean number of events per second, before frames are emptied or repeated."""
        return self.events_per_frame * 1e9 / self.frame_ns

    def chunk(self, index):
        """Return the events of time chunk `index`: {"x", "y", "t", "tot"}, see `frames`.

        Raises
        ------
        IndexError
            If there is no such chunk.
        """
        return self.frames(*self._chunk_span(index))

    def frames(self, start, stop):
        """Return the events of frames start to stop as columns, sorted by time.

        Returns
        -------
        dict of ndarray
            x and y in pixels and ToT in clock ticks as uint16, t in ns as uint64. An event belongs
            to frame ``t // frame_ns`` unless the clock rolled over.
        """
        start, stop = _lazy.check_span(start, stop, self.n_frames, "frames")
        n = int(self.counts(start, stop).sum())
        columns = {name: np.empty(n, dtype) for name, dtype in DTYPES.items()}
        _hits.fill_events(
            tuple(columns.values()),
            start,
            stop,
            np.uint64(self.seed),
            self.frame_ns,
            self.scan[1],
            self._rule,
            (self.boundary, self._wrap),
            _hits.places(self.detector, self.pattern),
        )
        return columns

    def records(self, index):
        """Return time chunk `index` as one structured array, 14 bytes per event."""
        columns = self.chunk(index)
        records = np.empty(columns["t"].size, list(DTYPES.items()))
        for name, column in columns.items():
            records[name] = column
        return records

    def tdc(self, index):
        """Return the TDC events of time chunk `index`: the scan's clock, high while a frame begins.

        Returns
        -------
        dict of ndarray
            t in ns as uint64, rolled over like the pixels' clock, and level as uint8: 1 at the
            start of each frame, 0 at half of it.
        """
        start, stop = self._chunk_span(index)
        level = np.tile(np.array([1, 0], np.uint8), stop - start)
        return {"t": self.tdc_times(2 * start, 2 * stop), "level": level}

    def tdc_times(self, start, stop):
        """Return the times of TDC events `start` to `stop`, two for each frame; see `tdc`."""
        start, stop = _lazy.check_span(start, stop, 2 * self.n_frames, "TDC events")
        frame, half = np.divmod(np.arange(start, stop, dtype=np.int64), 2)
        t = frame * self.frame_ns + half * (self.frame_ns // 2)
        return (t & self._wrap).astype(np.uint64)

    def counts(self, start=0, stop=None):
        """Return how many events each frame from start to stop has, int64, computing none of them.

        It is the truth that an integrated frame's sum can be held against.
        """
        stop = self.n_frames if stop is None else stop
        start, stop = _lazy.check_span(start, stop, self.n_frames, "frames")
        counts = np.empty(stop - start, np.int64)
        _hits.fill_counts(counts, start, np.uint64(self.seed), *self._rule)
        return counts

    def offsets(self):
        """Return where each time chunk begins among all events, and the end: chunks + 1 numbers."""
        return _chunk_offsets(self).copy()

    def orientations(self, start=0, stop=None):
        """Return how the crystal grain of each frame lies, 0 to 3 times 15 degrees, uint8."""
        stop = self.n_frames if stop is None else stop
        start, stop = _lazy.check_span(start, stop, self.n_frames, "frames")
        lies = np.empty(stop - start, np.uint8)
        _hits.fill_orientations(lies, start, np.uint64(self.seed), self.scan[1])
        return lies

    def column(self, name):
        """Return one column of all events as an array that is computed where it is indexed."""
        if name not in DTYPES:
            raise ValueError(f"column {name!r} is not one of {', '.join(DTYPES)}")
        return Column(self, name)

    def recipe(self):
        """Return the parameters as plain data; `from_recipe` builds the same events from them."""
        recipe = {"name": "events", **vars(self)}
        return {key: list(v) if isinstance(v, tuple) else v for key, v in recipe.items()}

    @classmethod
    def from_recipe(cls, recipe):
        """Return the events that `recipe` describes."""
        return _lazy.from_recipe(cls, "events", recipe)

    @property
    def _rule(self):
        return _table(self.events_per_frame), self.empty, self.duplicates

    @property
    def _wrap(self):
        return 2 ** (63 if self.rollover_bits is None else self.rollover_bits) - 1

    def _chunk_span(self, index):
        index = _lazy.check_integer("chunk", index, -(2**63), 2**63 - 1)
        if not 0 <= index < self.chunks:
            raise IndexError(f"chunk {index} is outside of {self.chunks} chunks")
        start = index * self.chunk_frames
        return start, min(start + self.chunk_frames, self.n_frames)


@dataclass(frozen=True)
class Column(_lazy.Lazy):
    """One column of all events, shape (events,). A block computes every frame that it touches."""

    events: Events
    name: str

    @property
    def dtype(self):
        """Return the column's dtype."""
        return DTYPES[self.name]

    @property
    def shape(self):
        """Return (events,)."""
        return (self.events.size,)

    def _fill(self, block, start):
        ends, stop = _chunk_offsets(self.events), start + block.size
        first = int(np.searchsorted(ends, start, side="right")) - 1
        last = int(np.searchsorted(ends, stop, side="left"))
        for chunk in range(first, last):
            low, high = max(start, ends[chunk]), min(stop, ends[chunk + 1])
            if low < high:
                begin, _ = self.events._chunk_span(chunk)
                self._fill_from_frames(block[low - start : high - start], begin, low - ends[chunk])

    def _fill_from_frames(self, block, begin, skip):
        """Fill `block` with the events of the chunk at frame `begin`, after its first `skip`."""
        end = min(begin + self.events.chunk_frames, self.events.n_frames)
        after = np.cumsum(self.events.counts(begin, end))
        first = int(np.searchsorted(after, skip, side="right"))
        last = int(np.searchsorted(after, skip + block.size, side="left")) + 1
        made = self.events.frames(begin + first, begin + last)[self.name]
        skip -= after[first - 1] if first else 0
        block[:] = made[skip : skip + block.size]


@functools.lru_cache(maxsize=8)
def _chunk_offsets(events):
    spans = (events._chunk_span(i) for i in range(events.chunks))
    sums = [int(events.counts(*span).sum()) for span in spans]
    return np.concatenate([[0], np.cumsum(sums, dtype=np.int64)])


@functools.cache
def _table(events_per_frame):
    return _lazy.poisson_table(Decimal(events_per_frame))


def _check_pair(name, pair, low, high):
    try:
        first, second = pair
    except (TypeError, ValueError):
        raise TypeError(f"{name} {pair!r} is not a pair of integers") from None
    return tuple(_lazy.check_integer(name, length, low, high) for length in (first, second))
