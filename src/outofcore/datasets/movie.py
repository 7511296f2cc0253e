"""Neurons that light up, filmed: some of them lead, and others follow.

When a neuron fires, calcium enters and a dye lights up, then fades over some 20 frames. Some cells
are **leaders**. Each has **followers**, which nearly always fire a fixed number of frames later.
All others fire on their own::

    leader     |..........|.....................
    follower   ...|..........|..................   delay of 3 frames

Who leads whom is known (`Movie.cells`), so a program that finds it in the pixels can be judged.
Every frame is a pure function of the seed and its number, and can be made alone.
"""

import functools
import itertools
import operator
import time
from dataclasses import dataclass

import numpy as np

from outofcore.datasets import _camera, _neurons
from outofcore.datasets._hash import _hash
from outofcore.datasets._lazy import Lazy, check_integer, from_recipe

TAU = 12  # frames in which the light of a spike falls to about a third
LONGEST_DELAY = 8


@dataclass(frozen=True)
class Movie(Lazy):
    """A calcium movie of shape (t, y, x), uint16, that is computed where it is indexed.

    Parameters
    ----------
    shape : tuple of int
        Frames, rows and columns. Rows and columns are at least 64, at most 4096.
    seed : int
        From 0 to 2**64 - 1.
    leaders, followers : int
        How many cells lead, and how many follow each of them.

    Raises
    ------
    ValueError, TypeError
        If a parameter is none of the above, or there are fewer cells than leaders and followers.

    >>> movie = Movie((10**6, 512, 512))
    >>> movie[400_000, 100:104, 200:202].shape, movie.dtype
    ((4, 2), dtype('uint16'))

    Notes
    -----
    A longer movie begins with the same frames. Another frame size is another specimen.
    """

    shape: tuple[int, int, int] = (2000, 512, 512)
    seed: int = 0
    leaders: int = 4
    followers: int = 6

    dtype = np.dtype("uint16")

    def __post_init__(self):
        try:
            frames, rows, columns = (operator.index(length) for length in self.shape)
        except (TypeError, ValueError):
            raise TypeError(f"shape {self.shape!r} is not three integers (t, y, x)") from None
        shape = (
            check_integer("frames", frames, 1, 2**31 - 1),
            check_integer("rows", rows, 64, 4096),
            check_integer("columns", columns, 64, 4096),
        )
        object.__setattr__(self, "shape", shape)
        object.__setattr__(self, "seed", check_integer("seed", self.seed, 0, 2**64 - 1))
        count = (shape[1] // _neurons.PITCH) * (shape[2] // _neurons.PITCH)
        check_integer("leaders", self.leaders, 0, 10**6)
        check_integer("followers", self.followers, 0, 10**6)
        needed = self.leaders * (1 + self.followers)
        if needed > count:
            raise ValueError(
                f"{self.leaders} leaders with {self.followers} followers each are {needed} cells, "
                f"but {shape[1]} x {shape[2]} pixels hold {count}; ask for fewer"
            )

    @classmethod
    def from_recipe(cls, recipe):
        """Return the movie that `recipe` describes."""
        return from_recipe(cls, "movie", recipe)

    def recipe(self):
        """Return the parameters as a dictionary that JSON can hold."""
        settings = {"shape": list(self.shape), "seed": self.seed}
        return {"name": "movie", **settings, "leaders": self.leaders, "followers": self.followers}

    @property
    def cells(self):
        """Return the truth: a structured array with one row per cell.

        Its columns are y and x (the centre, in pixels), leader (the row of the cell that it
        follows, or -1), delay (in frames) and leads (whether others follow it).

        >>> cells = Movie((1, 512, 512)).cells
        >>> len(cells), int(cells["leads"].sum()), int((cells["leader"] >= 0).sum())
        (256, 4, 24)
        """
        names = ("y", "x", "leader", "delay", "leads")
        kinds = [(name, bool if name == "leads" else np.int64) for name in names]
        cells = np.empty(len(self._cells), kinds)
        for column, name in enumerate(names):
            cells[name] = self._cells[:, column]
        return cells

    def spikes(self, cell, start=0, stop=None):
        """Return in which of the frames `start` to `stop` a cell fires, as booleans."""
        stop = self.shape[0] if stop is None else stop
        check_integer("cell", cell, 0, len(self._cells) - 1)
        check_integer("stop", stop, 0, self.shape[0])
        check_integer("start", start, 0, stop)
        fired = np.zeros(stop - start, np.uint8)
        key = np.uint64(_hash(np.uint64(self.seed), 1))
        _neurons.spikes(fired, start, cell, *self._cells[cell, 2:5], key)
        return fired.astype(bool)

    def frames(self, rate_hz=None, *, clock=time.monotonic, sleep=time.sleep):
        """Yield the frames one by one, as a camera would; at `rate_hz` per second when given.

        A camera does not wait. When the caller is late, the next frame comes at once, until it has
        caught up: no frame is left out.

        Raises
        ------
        ValueError
            If `rate_hz` is not above 0.
        """
        if rate_hz is not None and not rate_hz > 0:
            raise ValueError(f"rate_hz {rate_hz} is not above 0; leave it out for no waiting")
        return self._frames(rate_hz, clock, sleep)

    def _frames(self, rate_hz, clock, sleep):
        begin = clock()
        for t in itertools.islice(itertools.count(), self.shape[0]):
            frame = self[t]
            if rate_hz is not None:
                early = begin + t / rate_hz - clock()
                if early > 0:
                    sleep(early)
            yield frame

    @property
    def _cells(self):
        return _cells(self.shape[1:], self.seed, self.leaders, self.followers)

    def _fill(self, block, *start):
        noise = _camera.noise_tables()
        for t in range(0, len(block), 64):  # bounds the memory of the cells' traces
            part = block[t : t + 64]
            begin = (start[0] + t, *start[1:])
            _neurons.fill(part, *begin, np.uint64(self.seed), self._cells, _decay(), noise)


@functools.lru_cache(maxsize=16)
def _cells(size, seed, leaders, followers):
    """Return one row (y, x, leader, delay, leads, resting light) per cell."""
    rows, columns = (length // _neurons.PITCH for length in size)
    cells = np.zeros((rows * columns, 6), np.int64)
    cells[:, 2] = -1
    seed = np.uint64(seed)
    _neurons.place(cells, columns, np.uint64(_hash(seed, 0)))
    key = np.uint64(_hash(seed, 3))
    shuffled = np.argsort(_neurons.order(cells, key), kind="stable")
    heads, rest = shuffled[:leaders], shuffled[leaders : leaders * (1 + followers)]
    cells[heads, 4] = 1
    cells[rest, 2] = np.repeat(heads, followers)
    cells[rest, 3] = 1 + np.arange(leaders * followers) % LONGEST_DELAY
    cells.flags.writeable = False
    return cells


@functools.cache
def _decay():
    """Return the light of a spike by age: each frame keeps 1 - 1 / TAU of the last, in integers."""
    light, table = _neurons.PEAK << 16, []
    for _ in range(_neurons.MEMORY):
        table.append(light >> 16)
        light -= light // TAU
    return np.array(table, np.int64)
