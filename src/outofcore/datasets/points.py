"""Points in four clusters, with the label of each: any rows alone."""

import functools
from dataclasses import dataclass

import numpy as np

from outofcore.datasets import _lazy
from outofcore.datasets._hash import _hash, kernel

CENTRES = ((-1, -1), (1, 1), (1, -1), (-1, 1))
STEPS = 1 << 20  # coordinates are whole multiples of 2**-20: float32 holds them exactly
UNIT = 1 / STEPS
u64 = np.uint64


@kernel
def _label(key, row):
    return np.int64(_hash(key, row) >> u64(62))


@kernel
def _quarters(bits):
    """Return the sum of the four 16-bit parts of 64 random bits: nearly normal."""
    mask = u64(0xFFFF)
    low = np.int64(bits & mask) + np.int64((bits >> u64(16)) & mask)
    return low + np.int64((bits >> u64(32)) & mask) + np.int64(bits >> u64(48))


@kernel
def _fill_points(out, row0, axis0, seed, centres):
    label_key, place_key = _hash(seed, 0), _hash(seed, 1)
    for i in range(out.shape[0]):
        row = row0 + i
        label = _label(label_key, row)
        for j in range(out.shape[1]):
            axis = axis0 + j
            first = 4 * row + 2 * axis
            sum_of_8 = _quarters(_hash(place_key, first)) + _quarters(_hash(place_key, first + 1))
            # the sd of eight uniforms of 16 bits is 53510, and 0.2 * 2**20 / 53510 = 1003 / 256
            noise = ((sum_of_8 - 4 * 65535) * 1003) >> 8
            out[i, j] = np.float64(centres[label, axis] * STEPS + noise) * UNIT


@kernel
def _fill_labels(out, row0, seed):
    key = _hash(seed, 0)
    for i in range(len(out)):
        out[i] = _label(key, row0 + i)


@functools.cache
def _centres():
    return np.array(CENTRES, np.int64)


@dataclass(frozen=True)
class Points(_lazy.Lazy):
    """Rows of (x, y) in four clusters of standard deviation 0.2, computed where they are indexed.

    Parameters
    ----------
    rows : int
        From 1 to 2**60.
    seed : int
        From 0 to 2**64 - 1.
    dtype : {"float64", "float32"}
        Both hold the same values.

    Attributes
    ----------
    shape : tuple of int
        (rows, 2)
    labels : Labels
        The cluster of each row, 0 to 3: the position of its centre in `CENTRES`.

    >>> points = Points(10**12)
    >>> points.nbytes
    16000000000000
    >>> points[5_000_000_000:5_000_000_002].round(2)
    array([[-1.1 , -0.55],
           [ 1.  ,  1.18]])
    >>> points.labels[5_000_000_000:5_000_000_002]
    array([0, 1], dtype=uint8)
    """

    rows: int
    seed: int = 0
    dtype: np.dtype = "float64"

    def __post_init__(self):
        rows = _lazy.check_integer("rows", self.rows, 1, 2**60)
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "seed", _lazy.check_integer("seed", self.seed, 0, 2**64 - 1))
        dtype = np.dtype(self.dtype)
        if dtype not in (np.dtype("float64"), np.dtype("float32")):
            raise ValueError(f"dtype {dtype} is not one of float64, float32")
        object.__setattr__(self, "dtype", dtype)

    @property
    def shape(self):
        """Return (rows, 2)."""
        return (self.rows, 2)

    @property
    def labels(self):
        """Return the labels as an array of their own, computed where it is indexed."""
        return Labels(self.rows, self.seed)

    def recipe(self):
        """Return the parameters as plain data; `from_recipe` builds the same points from them."""
        return {"name": "points", "rows": self.rows, "seed": self.seed, "dtype": self.dtype.name}

    @classmethod
    def from_recipe(cls, recipe):
        """Return the points that `recipe` describes."""
        return _lazy.from_recipe(cls, "points", recipe)

    def _fill(self, block, row, axis):
        _fill_points(block, row, axis, u64(self.seed), _centres())


@dataclass(frozen=True)
class Labels(_lazy.Lazy):
    """The cluster of each row of `Points`, shape (rows,), uint8: see there."""

    rows: int
    seed: int = 0

    dtype = np.dtype("uint8")

    @property
    def shape(self):
        """Return (rows,)."""
        return (self.rows,)

    def _fill(self, block, row):
        _fill_labels(block, row, u64(self.seed))
