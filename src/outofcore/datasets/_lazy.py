"""What every computed array has in common: sizes, `block` and indexing, as NumPy's."""

import math
import operator
from decimal import Decimal

import numpy as np

from outofcore import grid


class Lazy:
    """An array that is computed where it is indexed. A subclass has shape, dtype and `_fill`."""

    @property
    def ndim(self):
        """Return the number of axes."""
        return len(self.shape)

    @property
    def size(self):
        """Return the number of elements."""
        return math.prod(self.shape)

    @property
    def nbytes(self):
        """Return the bytes that the whole array would take in memory."""
        return self.size * self.dtype.itemsize

    def block(self, region, out=None):
        """Return the elements of `region`, a tuple of one slice of step 1 per axis.

        Parameters
        ----------
        region : tuple of slice
        out : ndarray, optional
            Where to put them: C-contiguous, of this dtype and the region's shape. Who computes many
            blocks spares the system the trouble of finding new memory for each.

        Raises
        ------
        TypeError, ValueError
            If `region` is not one slice per axis, a step is not 1, or `out` does not fit.
        """
        slices = isinstance(region, tuple) and [isinstance(item, slice) for item in region]
        if slices != [True] * self.ndim:
            raise TypeError(f"region {region!r} is not a tuple of {self.ndim} slices, one per axis")
        return self._compute(grid.normalize_selection(region, self.shape), out)

    def __getitem__(self, selection):
        """Return what NumPy would for integers, slices of step 1 and Ellipsis."""
        positions = grid.normalize_selection(selection, self.shape)
        block = self._compute(positions).reshape(grid.selected_shape(selection, self.shape))
        return block[()]  # a single element becomes a scalar

    def _compute(self, positions, out=None):
        for axis, picked in enumerate(positions):
            if not isinstance(picked, range) or picked.step != 1:
                raise ValueError(
                    f"a computed array has no steps or lists (axis {axis}): "
                    "index it with plain slices, then index the array you get"
                )
        shape = tuple(len(picked) for picked in positions)
        block = np.empty(shape, self.dtype) if out is None else out
        if (block.shape, block.dtype) != (shape, self.dtype) or not block.flags.c_contiguous:
            raise ValueError(
                f"out has shape {block.shape} and dtype {block.dtype}; this block needs {shape} "
                f"and {self.dtype}, C-contiguous"
            )
        if block.size:
            self._fill(block, *(picked.start for picked in positions))
        return block


def check_integer(name, value, low, high):
    """Return `value` as an int, or say that it is not from `low` to `high`.

    >>> check_integer("rows", 5, 1, 10)
    5
    """
    try:
        checked = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} {value!r} is not an integer") from None
    if not low <= checked <= high:
        raise ValueError(f"{name} {checked} is not from {low} to {high}")
    return checked


def check_span(start, stop, total, what):
    """Return (start, stop) as integers, or say that they do not lie in order within `total`."""
    start, stop = operator.index(start), operator.index(stop)
    if not 0 <= start <= stop <= total:
        raise IndexError(f"{what} {start} to {stop} do not lie in order within 0 to {total}")
    return start, stop


def from_recipe(kind, name, recipe):
    """Return `kind` built from a recipe, which must be called `name`."""
    settings = dict(recipe)
    found = settings.pop("name", None)
    if found != name:
        raise ValueError(f"recipe is for {found!r}, not for {name!r}")
    lists = {key: tuple(v) if isinstance(v, list) else v for key, v in settings.items()}
    return kind(**lists)


def poisson_table(mean):
    """Return 4096 quantiles of a Poisson distribution, for draws with 12 random bits.

    Decimal arithmetic rounds the same on every machine; the C library's exp does not. Above a mean
    of 600, where the form hardly changes any more, the quantiles for 400 are stretched about it.

    >>> table = poisson_table(Decimal("0.25"))
    >>> round(float(table.mean()), 3), int(table.max())
    (0.25, 4)
    """
    mean = Decimal(mean)
    if mean > 600:
        centred = poisson_table(400) - 400
        spread = math.isqrt(int(mean) * 2**20)  # the root of mean, times 1024
        return int(mean) + (centred * spread + 10 * 1024) // (20 * 1024)
    quantiles, count = np.empty(4096, np.int64), 0
    chance = (-mean).exp()
    below = chance
    for i in range(4096):
        while below * 8192 < 2 * i + 1:
            count += 1
            chance = chance * mean / count
            below += chance
        quantiles[i] = count
    return quantiles


def exponential_table(mean):
    """Return 4096 quantiles of an exponential distribution, cut to whole numbers.

    >>> table = exponential_table(100)
    >>> int(table[0]), int(table[2048]), int(table[-1])
    (0, 69, 901)
    """
    parts = [-(Decimal(8192 - 2 * i - 1) / 8192).ln() * mean for i in range(4096)]
    return np.array([int(part) for part in parts], np.int64)
