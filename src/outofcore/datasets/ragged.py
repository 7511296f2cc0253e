"""Samples of different lengths: any sample alone, and where it stands when all stand in a row."""

import functools
from dataclasses import dataclass

import numpy as np

from outofcore.datasets import _lazy
from outofcore.datasets._hash import _draw, _hash, kernel

WIDTHS = (2, 10)  # of a sample with two axes: from 2 up to, but not, 10
LABELS = 4
UNIT = np.float32(2.0**-23)
u64 = np.uint64


@kernel
def _shape_of(key, sample, table, two):
    """Return (length, width) of a sample; the width of a sample with one axis is 1."""
    bits = _hash(key, sample)
    width = _draw(bits, 0, WIDTHS[0], WIDTHS[1]) if two else 1
    return table[np.int64(bits >> u64(52))], width


@kernel
def _fill_shapes(out, start, seed, table, two):
    key = _hash(seed, 0)
    for i in range(len(out)):
        out[i, 0], out[i, 1] = _shape_of(key, start + i, table, two)


@kernel
def _sum_sizes(start, stop, seed, table, two):
    key, total = _hash(seed, 0), 0
    for sample in range(start, stop):
        length, width = _shape_of(key, sample, table, two)
        total += length * width
    return total


@kernel
def _fill_values(out, sample, first, seed):
    """Fill `out` with the elements of a sample from `first` on: numbers from -1 to below 1."""
    key = _hash(_hash(seed, 1), sample)
    for i in range(out.size):
        number = np.int64(_hash(key, first + i) >> u64(40))  # 24 bits: exact in float32
        out[i] = np.float32(number - (1 << 23)) * UNIT


@kernel
def _fill_labels(out, start, seed):
    key = _hash(seed, 2)
    for i in range(len(out)):
        out[i] = _draw(key, start + i, 0, LABELS)


_table = functools.cache(_lazy.exponential_table)


@dataclass(frozen=True)
class Ragged:
    """Float32 samples whose lengths are spread like an exponential: many short ones, a few long.

    Parameters
    ----------
    samples : int
        From 1 to 2**40.
    seed : int
        From 0 to 2**64 - 1.
    mean_length : int
        Mean of the exponential before it is cut to whole numbers. No sample is longer than 9.02
        times this; some have no elements at all.
    axes : {1, 2}
        A sample's shape is (length,) or (length, width) with a width from 2 to 9.

    >>> ragged = Ragged(1000, axes=2)
    >>> [sample.shape for sample in ragged[5:8]]
    [(11, 3), (39, 2), (19, 6)]
    >>> ragged.offsets(5, 8).tolist(), ragged.total
    ([2373, 2406, 2484, 2598], 530546)
    """

    samples: int
    seed: int = 0
    mean_length: int = 100
    axes: int = 1

    dtype = np.dtype("float32")

    def __post_init__(self):
        limits = {
            "samples": (1, 2**40),
            "seed": (0, 2**64 - 1),
            "mean_length": (1, 2**20),
            "axes": (1, 2),
        }
        for name, (low, high) in limits.items():
            checked = _lazy.check_integer(name, getattr(self, name), low, high)
            object.__setattr__(self, name, checked)

    def __len__(self):
        """Return the number of samples."""
        return self.samples

    def __getitem__(self, index):
        """Return sample `index` as an array, or for a slice the list of its samples' arrays."""
        if isinstance(index, slice):
            return [self.sample(i) for i in range(*index.indices(self.samples))]
        return self.sample(index)

    def sample(self, index):
        """Return one sample, shape (length,) or (length, width); negative: from the end.

        Raises
        ------
        IndexError
            If there is no such sample.
        """
        index = _lazy.check_integer("sample", index, -(2**63), 2**63 - 1)
        if not -self.samples <= index < self.samples:
            raise IndexError(f"sample {index} is outside of {self.samples} samples")
        index %= self.samples
        shape = self.shapes(index, index + 1)[0]
        values = np.empty(int(np.prod(shape)), self.dtype)
        _fill_values(values, index, 0, u64(self.seed))
        return values.reshape(shape)

    def shapes(self, start=0, stop=None):
        """Return the shapes of samples start to stop, int64 of shape (stop - start, axes)."""
        start, stop = self._span(start, stop)
        shapes = np.empty((stop - start, 2), np.int64)
        _fill_shapes(shapes, start, u64(self.seed), *self._rule)
        return shapes[:, : self.axes]

    def offsets(self, start=0, stop=None):
        """Return where samples start to stop begin in `flat`, and where the last of them ends.

        Returns
        -------
        ndarray of int64, shape (stop - start + 1,)
            Sample i lies in ``flat[offsets[i]:offsets[i + 1]]``.

        Notes
        -----
        The lengths of all samples before `start` are added up, at about a nanosecond each.
        """
        start, stop = self._span(start, stop)
        offsets = np.empty(stop - start + 1, np.int64)
        offsets[0] = _sum_sizes(0, start, u64(self.seed), *self._rule)
        offsets[1:] = offsets[0] + np.cumsum(self.shapes(start, stop).prod(axis=1))
        return offsets

    def labels(self, start=0, stop=None):
        """Return a label from 0 to 3 for each sample from start to stop, uint8."""
        start, stop = self._span(start, stop)
        labels = np.empty(stop - start, np.uint8)
        _fill_labels(labels, start, u64(self.seed))
        return labels

    @property
    def total(self):
        """Return the number of elements of all samples together."""
        return _total(self)

    @property
    def nbytes(self):
        """Return the bytes that all samples would take in memory, without their offsets."""
        return self.total * self.dtype.itemsize

    @property
    def flat(self):
        """Return all samples, one after the other, as one array computed where it is indexed."""
        return Flat(self)

    def recipe(self):
        """Return the parameters as plain data; `from_recipe` builds the same samples from them."""
        names = ("samples", "seed", "mean_length", "axes")
        return {"name": "ragged", **{name: getattr(self, name) for name in names}}

    @classmethod
    def from_recipe(cls, recipe):
        """Return the samples that `recipe` describes."""
        return _lazy.from_recipe(cls, "ragged", recipe)

    @property
    def _rule(self):
        return _table(self.mean_length), self.axes == 2

    def _span(self, start, stop):
        stop = self.samples if stop is None else stop
        return _lazy.check_span(start, stop, self.samples, "samples")


STRIDE = 1 << 16  # samples between two known offsets of `Flat`


@functools.lru_cache(maxsize=8)
def _milestones(ragged):
    """Return the offsets of every 65,536th sample, and the total at the end."""
    seed, rule = u64(ragged.seed), ragged._rule
    starts = range(0, ragged.samples, STRIDE)
    sums = [_sum_sizes(a, min(a + STRIDE, ragged.samples), seed, *rule) for a in starts]
    return np.concatenate([[0], np.cumsum(sums)])


def _total(ragged):
    return int(_milestones(ragged)[-1])


@dataclass(frozen=True)
class Flat(_lazy.Lazy):
    """All samples of a `Ragged` in a row, shape (total,): what an EArray beside offsets holds."""

    ragged: Ragged

    dtype = Ragged.dtype

    @property
    def shape(self):
        """Return (total,)."""
        return (self.ragged.total,)

    def _fill(self, block, start):
        ends = _milestones(self.ragged)
        stop, done = start + block.size, 0
        part = int(np.searchsorted(ends, start, side="right")) - 1
        while done < block.size:
            first = part * STRIDE
            sizes = self.ragged.shapes(first, min(first + STRIDE, self.ragged.samples)).prod(axis=1)
            begins = ends[part] + np.cumsum(sizes) - sizes
            for i in np.flatnonzero((begins < stop) & (begins + sizes > start)):
                low, high = max(start, begins[i]), min(stop, begins[i] + sizes[i])
                piece = block[low - start : high - start]
                _fill_values(piece, first + i, low - begins[i], u64(self.ragged.seed))
                done += piece.size
            part += 1
