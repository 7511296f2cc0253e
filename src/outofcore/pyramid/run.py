"""A plan carried out: every block read once and written once, on several threads.

A thread takes the next brick of the walk, makes it smaller into its place in the brick above, and
goes on to that one if it was the last part missing::

    thread 1   read 0 -> shrink |        read 2 -> shrink |
    thread 2   read 1 -> shrink | -> write A, shrink      | read 3 -> ... -> write B, shrink

Who comes last takes the brick further up. Nobody waits, and what is held is one brick of each level
for each thread.
"""

import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from outofcore.pyramid.downsample import downsample


@dataclass
class _Open:
    """A brick that is being put together."""

    room: np.ndarray
    missing: int


@dataclass
class _State:
    """What the threads share."""

    plan: object
    source: object
    sinks: list
    progress: object
    bricks: object
    top: int
    lock: threading.Lock = field(default_factory=threading.Lock)
    open: dict = field(default_factory=dict)
    spare: dict = field(default_factory=lambda: defaultdict(list))
    failed: bool = False


def run_pyramid(plan, source, sinks, *, threads=2, progress=None, root=None):
    """Make every level that `sinks` takes; what is there already stays.

    Parameters
    ----------
    plan : outofcore.pyramid.plan.Plan
    source : object
        `read_into(region, room)` fills an array with a region of the full resolution. Called by
        several threads, once for each brick. See `outofcore.pyramid.stream.Stream` for one that
        makes bricks smaller while it reads them.
    sinks : list
        One per level, None for a level that is not to be written (the full resolution, where it
        is the source). Each has `write(number, block)` and, where a run can be taken up again,
        `has(number)` and `read(number, room)`, or with `settle()`, which is called at the end.
        Called by several threads.
    threads : int
    progress : callable, optional
        Called with the bytes of the source that were just dealt with.
    root : (int, tuple of int), optional
        Level and number of a brick: make that one and all below it, and no more.

    Notes
    -----
    An error in one thread ends the others after their brick, and is raised. The sinks then hold
    whole blocks only, and a second run goes on with what is missing.
    """
    walk = plan.walk(lambda *brick: _is_done(state, *brick), *(root or ()))
    top = root[0] if root else len(plan.shapes) - 1
    state = _State(plan, source, sinks, progress, walk, top)
    if threads == 1:
        _work(state)
    else:
        with ThreadPoolExecutor(threads) as pool:
            for future in [pool.submit(_work, state) for _ in range(threads)]:
                future.result()
    for sink in sinks:
        if hasattr(sink, "settle"):
            sink.settle()


def _is_done(state, level, index):
    """Return whether a brick of a higher level is written: then all below it is, too."""
    has = getattr(state.sinks[level], "has", None)
    return has is not None and all(
        has(number) for number, _ in state.plan.block_regions(level, index)
    )


def _work(state):
    """Take bricks and carry each as far up as it goes, until there are none."""
    own = {}  # where this thread reads to: it stays in the cache of its core
    try:
        while (brick := _next(state)) is not None:
            _carry(state, own, *brick)
    except BaseException:
        state.failed = True
        raise


def _next(state):
    with state.lock:  # the walk is a generator
        return None if state.failed else next(state.bricks, None)


def _carry(state, own, level, index):
    """Read a brick, make it smaller into the one above, and go on there if that is full now."""
    plan, begun = state.plan, (level, index)
    region = plan.region(level, index)
    streams = _streams(state, level, region)
    first = room = None if streams else _read(state, own, level, index, region)
    while level < state.top:
        above, part = plan.parent(level, index)
        brick = _opened(state, level + 1, above)
        at = tuple(place.start for place in part)
        if room is None:
            state.source.shrink(region, plan.steps[0], own, brick.room, at)
        else:
            downsample(room, plan.steps[level], method=plan.method, out=brick.room, at=at)
        if room is not first:
            _give_back(state, level, room)
        if not _was_last(state, level + 1, above):
            break
        level, index, room = level + 1, above, brick.room
        _write(state, level, index, room)
    else:
        if room is not first:
            _give_back(state, level, room)
    if state.progress is not None:
        nbytes = _source_bytes(state, *begun)
        with state.lock:
            state.progress(nbytes)


def _streams(state, level, region):
    """Return whether the source makes this brick smaller itself, while it reads."""
    ask = getattr(state.source, "can_shrink", None)
    wanted = level == 0 < state.top and state.sinks[0] is None and state.plan.method == "mean"
    return bool(ask and wanted and ask(region, state.plan.steps[0]))


def _read(state, own, level, index, region):
    """Return a brick of the source, or one that an earlier run made."""
    room = _own_room(own, level, region, state.source.dtype)
    if level == 0:
        state.source.read_into(region, room)
        _write(state, 0, index, room)
    else:
        for number, part in state.plan.block_regions(level, index):
            state.sinks[level].read(number, room[part])
    return room


def _write(state, level, index, room):
    sink = state.sinks[level]
    if sink is not None:
        for number, part in state.plan.block_regions(level, index):
            sink.write(number, room[part])


def _source_bytes(state, level, index):
    """Return the bytes of the full resolution that a brick stands for."""
    itemsize = np.dtype(state.source.dtype).itemsize
    size = itemsize
    factors, shape = state.plan.factors[level], state.plan.shapes[0]
    for part, factor, length in zip(state.plan.region(level, index), factors, shape, strict=True):
        size *= min(part.stop * factor, length) - part.start * factor
    return size


def _opened(state, level, index):
    """Return the brick that is put together at this place; the first who comes makes it."""
    with state.lock:
        brick = state.open.get((level, index))
        if brick is None:
            room = _take(state, level, state.plan.region(level, index))
            brick = _Open(room, len(state.plan.parts(level, index)))
            state.open[level, index] = brick
        return brick


def _was_last(state, level, index):
    with state.lock:
        brick = state.open[level, index]
        brick.missing -= 1
        if brick.missing == 0:
            del state.open[level, index]
        return brick.missing == 0


def _own_room(own, level, region, dtype):
    """Return an array to read a brick into; one of each level is kept."""
    shape = tuple(part.stop - part.start for part in region)
    if level not in own or own[level].shape != shape:
        own[level] = np.empty(shape, dtype)
    return own[level]


def _take(state, level, region):
    """Return an array for a brick: one that was used before, where there is one."""
    shape = tuple(part.stop - part.start for part in region)
    if shape == state.plan.bricks[level] and state.spare[level]:
        return state.spare[level].pop()
    return np.empty(shape, state.source.dtype)


def _give_back(state, level, room):
    if room.shape == state.plan.bricks[level]:  # not the ragged ones
        with state.lock:
            state.spare[level].append(room)
