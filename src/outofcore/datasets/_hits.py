"""The integer kernels of `outofcore.datasets.events`: how many hit, where and when each does."""

import functools
import math

import numpy as np

from outofcore.datasets._hash import _draw, _hash, kernel

GRAIN = 32  # scan positions along each side of a crystal grain
ORIENTATIONS = 4
u64, i64 = np.uint64, np.int64


@kernel
def _count(key, frame, table, empty, duplicates):
    """Return (events, repeated events) of a frame; some frames have none."""
    bits = _hash(key, frame)
    if _draw(bits, 0, 0, 1000) < empty:
        return 0, 0
    n = table[i64(bits >> u64(52))]
    return n, (n * duplicates + _draw(bits, 1, 0, 1000)) // 1000


@kernel
def fill_counts(out, start, seed, table, empty, duplicates):
    key = _hash(seed, 0)
    for i in range(len(out)):
        n, repeated = _count(key, start + i, table, empty, duplicates)
        out[i] = n + repeated


@kernel
def _orientation(seed, frame, scan_width):
    """Return how the crystal grain lies that a scan position belongs to."""
    row, column = frame // scan_width, frame % scan_width
    return _draw(_hash(_hash(seed, 2), row // GRAIN), column // GRAIN, 0, ORIENTATIONS)


@kernel
def fill_orientations(out, start, seed, scan_width):
    for i in range(len(out)):
        out[i] = _orientation(seed, start + i, scan_width)


@kernel
def _fill_frame(columns, at, key, start_ns, frame_ns, counted, boundary, wrap, places):
    """Fill the columns from `at` on with one frame's events; return where the next frame begins.

    Each event has an equal share of the frame's time and falls somewhere in it: so they are sorted.
    One hash is one event: 16 bits of time, 4 of which spot, 36 of where in it, 8 of ToT. A spot is
    (top, left, height, width); an event falls in it like the sum of two dice, most often amid. When
    there is but one spot, the whole detector, every pixel is as likely.
    """
    x, y, t, tot = columns
    n, repeated = counted
    if n == 0:
        return at
    step = (frame_ns << 20) // n
    owed = i64(_hash(key, n) % u64(n))  # spreads the repeated events over the frame
    uniform = len(places) == 1
    for k in range(n):
        h = _hash(key, k)
        late = 0 if boundary and k == 0 else i64(h & u64(0xFFFF)) * (step >> 16)
        if uniform:
            y[at] = (i64((h >> u64(20)) & u64(0x3FFFF)) * places[0, 2]) >> 18
            x[at] = (i64((h >> u64(38)) & u64(0x3FFFF)) * places[0, 3]) >> 18
        else:
            place = places[i64((h >> u64(16)) & u64(15))]
            down = i64((h >> u64(20)) & u64(511)) + i64((h >> u64(29)) & u64(511))
            across = i64((h >> u64(38)) & u64(511)) + i64((h >> u64(47)) & u64(511))
            y[at] = place[0] + ((down * place[2]) >> 10)
            x[at] = place[1] + ((across * place[3]) >> 10)
        t[at] = (start_ns + ((k * step + late) >> 20)) & wrap
        tot[at] = 4 + (i64(h >> u64(56)) >> 1)
        at += 1
        owed += repeated
        if owed >= n:  # the detector reports this event twice
            owed -= n
            x[at], y[at], t[at], tot[at] = x[at - 1], y[at - 1], t[at - 1], tot[at - 1]
            at += 1
    return at


@kernel
def fill_events(columns, start, stop, seed, frame_ns, scan_width, rule, options, places):
    table, empty, duplicates = rule
    boundary, wrap = options
    count_key, event_key = _hash(seed, 0), _hash(seed, 1)
    at = 0
    for frame in range(start, stop):
        counted = _count(count_key, frame, table, empty, duplicates)
        lies = _orientation(seed, frame, scan_width)
        key = _hash(event_key, frame)
        begin = frame * frame_ns
        spots = places[lies]
        at = _fill_frame(columns, at, key, begin, frame_ns, counted, boundary, wrap, spots)


@functools.cache
def places(detector, pattern):
    """Return the spots of each orientation: int64 of shape (orientations, spots, 4)."""
    height, width = detector
    whole = (0, 0, height, width)
    if pattern == "uniform":
        return np.array([[whole]] * ORIENTATIONS, np.int64)
    side = min(detector)
    reach, ring = max(side // 16, 1), 3 * side // 10

    def spot(down, across):
        return height // 2 + down - reach, width // 2 + across - reach, 2 * reach, 2 * reach

    spots = []
    for lies in range(ORIENTATIONS):
        angles = [math.radians(60 * k + 15 * lies) for k in range(6)]
        disks = [spot(round(ring * math.sin(a)), round(ring * math.cos(a))) for a in angles]
        spots.append([spot(0, 0)] * 6 + disks + [whole] * 4)
    return np.array(spots, np.int64)
