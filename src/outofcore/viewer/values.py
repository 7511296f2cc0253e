"""Numbers of any dtype as what a browser paints: uint8 or uint16, with what the codes stand for.

uint8 and uint16 travel as they are. All others are mapped, and what to is said beside the picture::

    int8, int16      shifted: code 0 is the least number there is
    float, int32 ... 65,535 steps of a window; code 0 stands for "no number" and stays empty
    labels           the number modulo 65,535; 0 stays 0, so neighbours differ and background is one
"""

from dataclasses import dataclass

import numpy as np

LAST = 65535


@dataclass(frozen=True)
class Coding:
    """How numbers are sent.

    Attributes
    ----------
    kind : str
        "same", "shifted", "window" or "labels".
    dtype : str
        Of the codes: "u1" or "u2", little-endian.
    low, high : float
        What the first and the last code stand for.
    first : int
        The first code that stands for a number; 1 where 0 means that there is none.
    """

    kind: str
    dtype: str
    low: float
    high: float
    first: int = 0

    @property
    def last(self):
        """Return the largest code."""
        return 255 if self.dtype == "u1" else LAST

    def encode(self, values):
        """Return the codes of an array, C-contiguous.

        >>> coding_of(np.dtype("i1")).encode(np.array([-128, 0, 127], "i1"))
        array([  0, 128, 255], dtype=uint8)
        """
        if self.kind == "labels":
            codes = np.where(values == 0, 0, (values.astype("i8") - 1) % LAST + 1)
        elif self.kind == "shifted":
            codes = values.astype("i4") - int(self.low)
        elif self.kind == "window":
            codes = self._to_window(values)
        else:
            codes = values
        return np.ascontiguousarray(codes, f"<{self.dtype}")

    def _to_window(self, values):
        numbers = (np.abs(values) if values.dtype.kind == "c" else values).astype("f8")
        with np.errstate(invalid="ignore", over="ignore"):
            share = (numbers - self.low) / (self.high - self.low)
            codes = np.rint(np.clip(share, 0, 1) * (LAST - 1)) + 1
        return np.where(np.isnan(numbers), 0, codes)


def coding_of(dtype, *, labels=False, window=None):
    """Return the `Coding` for numbers of a dtype.

    Parameters
    ----------
    dtype : dtype
    labels : bool
        Whether the numbers name objects.
    window : (float, float), optional
        The numbers to tell apart, for dtypes with more than a browser paints; (0, 1) by default.

    Raises
    ------
    ValueError
        When the elements are no numbers.

    >>> coding_of(np.dtype("f4"), window=(-1, 1))
    Coding(kind='window', dtype='u2', low=-1.0, high=1.0, first=1)
    """
    dtype = np.dtype(dtype)
    if dtype.kind not in "biufc":
        raise ValueError(f"elements of {dtype} are no numbers; a viewer shows integers and floats")
    if dtype.kind == "b":
        return Coding("same", "u1", 0, 255)
    if dtype.kind == "u" and dtype.itemsize <= 2:
        return Coding("same", f"u{dtype.itemsize}", 0, int(np.iinfo(dtype).max))
    if labels and dtype.kind in "iu":
        return Coding("labels", "u2", 0, LAST)
    if dtype.kind == "i" and dtype.itemsize <= 2:
        limits = np.iinfo(dtype)
        return Coding("shifted", f"u{dtype.itemsize}", int(limits.min), int(limits.max))
    low, high = map(float, window or (0, 1))
    return Coding("window", "u2", low, high if high > low else low + 1, first=1)


def window_of(sample):
    """Return (low, high) with room around the finite numbers of a sample; (0, 1) of none.

    The sample is a smaller copy, whose extremes were averaged away: a quarter more on both sides.

    >>> window_of(np.array([0.0, 4.0, np.nan, np.inf]))
    (-1.0, 5.0)
    """
    finite = _finite(sample)
    if not finite.size:
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    room = (high - low) / 4 or max(abs(low), 1.0)
    return low - room, high + room


def contrast_of(sample):
    """Return (low, high) between which a sample is seen well: its percentiles 1 and 99.8.

    >>> contrast_of(np.arange(1001))
    (10.0, 998.0)
    """
    finite = _finite(sample)
    if not finite.size:
        return 0.0, 1.0
    low, high = map(float, np.percentile(finite, (1, 99.8)))
    return (low, high) if high > low else (low, low + 1)


def _finite(sample):
    sample = np.asarray(sample)
    numbers = np.abs(sample) if sample.dtype.kind == "c" else sample
    numbers = numbers.view("u1") if numbers.dtype == bool else numbers
    return numbers[np.isfinite(numbers)]
