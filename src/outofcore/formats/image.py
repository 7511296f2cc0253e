"""One image, wherever it lies: its levels, and what is known about its axes.

Every format module that holds images opens one as an `Image` and writes one from an `Image`, so
that what a file says about axes, pixel sizes and channels can pass from any format to any other::

    file  --open_image-->  Image(levels, axes, spacing, units, channels)  --write_image-->  file
"""

import math
from dataclasses import dataclass, field, replace

import numpy as np

AXES = "tczyx"  # in the order in which OME-Zarr wants them
UNITS = {"t": "second", "z": "micrometer", "y": "micrometer", "x": "micrometer"}


@dataclass(frozen=True)
class Planned:
    """An array that is to be: what a target has to know before the first voxel comes.

    Attributes
    ----------
    shape : tuple of int
    dtype : numpy.dtype
    """

    shape: tuple
    dtype: np.dtype

    @property
    def ndim(self):
        return len(self.shape)


@dataclass(frozen=True)
class Level:
    """One resolution of an image.

    Attributes
    ----------
    array : array-like
        With `shape`, `dtype` and slicing; nothing is read before it is sliced.
    factors : tuple of float
        How many voxels of the full resolution one voxel spans, per axis.
    """

    array: object
    factors: tuple


@dataclass(frozen=True)
class Image:
    """One image and its smaller copies.

    Attributes
    ----------
    levels : tuple of Level
        The full resolution first.
    axes : str
        One letter of "tczyx" per axis, in the order of the array's; "" where nothing is known.
    spacing : dict of str to float
        From voxel to voxel of the full resolution, for the axes of which the file says so.
    units : dict of str to str
        Of the spacing, by its UDUNITS-2 name as in OME-Zarr: "micrometer", "second". An axis with
        a spacing and no unit has none.
    origin : dict of str to float
        Where the centre of the first voxel lies, in the same units; 0 where it is not said.
    channels : tuple of str
        Names, one per channel; () where there are none.
    labels : bool
        Whether the numbers name objects: they may not be averaged then.
    name : str

    Raises
    ------
    ValueError
        When axes, levels, names and sizes do not go together; the message says which.
    """

    levels: tuple
    axes: str = ""
    spacing: dict = field(default_factory=dict)
    units: dict = field(default_factory=dict)
    origin: dict = field(default_factory=dict)
    channels: tuple = ()
    labels: bool = False
    name: str = ""

    def __post_init__(self):
        _check_levels(self.levels)
        check_axes(self.axes, self.shape)
        for what, given in (("spacing", self.spacing), ("origin", self.origin)):
            if unknown := sorted(set(given) - set(self.axes)):
                raise ValueError(f"a {what} for {unknown} but the axes are {self.axes!r}")
        if wrong := {axis: step for axis, step in self.spacing.items() if not step > 0}:
            raise ValueError(f"the spacing {wrong} should be above 0; leave out what is not known")
        if self.channels and len(self.channels) != self.length("c"):
            raise ValueError(
                f"{len(self.channels)} channel names for {self.length('c')} channels "
                f"(axes {self.axes!r}, shape {self.shape})"
            )

    @property
    def shape(self):
        """Return the shape of the full resolution."""
        return tuple(self.levels[0].array.shape)

    @property
    def dtype(self):
        return np.dtype(self.levels[0].array.dtype)

    @property
    def nbytes(self):
        """Return the bytes of the full resolution, unpacked."""
        return math.prod(self.shape) * self.dtype.itemsize

    def length(self, axis):
        """Return how long an axis is; 1 where there is none of that letter."""
        return self.shape[self.axes.index(axis)] if axis in self.axes else 1

    def scale(self, number):
        """Return the step from voxel to voxel of one level, per axis; 1 where none is known.

        >>> image = make_image(np.zeros((4, 6), "u1"), axes="yx", spacing={"x": 0.5})
        >>> image.scale(0)
        (1.0, 0.5)
        """
        steps = self._per_axis(self.spacing, 1.0)
        return tuple(s * f for s, f in zip(steps, self.levels[number].factors, strict=True))

    def translation(self, number):
        """Return where the centre of the first voxel of one level lies, per axis.

        A voxel that spans two of the full resolution has its centre half a voxel further on.
        """
        steps, starts = self._per_axis(self.spacing, 1.0), self._per_axis(self.origin, 0.0)
        factors = self.levels[number].factors
        return tuple(o + s * (f - 1) / 2 for o, s, f in zip(starts, steps, factors, strict=True))

    def with_levels(self, arrays, factors):
        """Return the same image with other levels: arrays, and the factors of each."""
        levels = tuple(Level(a, tuple(map(float, f))) for a, f in zip(arrays, factors, strict=True))
        return replace(self, levels=levels)

    def _per_axis(self, values, default):
        letters = self.axes or " " * len(self.shape)
        return tuple(float(values.get(axis, default)) for axis in letters)


def make_image(array, **about):
    """Return the `Image` of one array without smaller copies.

    >>> make_image(np.zeros((4, 6), "u1"), axes="yx").shape
    (4, 6)
    """
    return Image((Level(array, (1.0,) * len(array.shape)),), **about)


def check_axes(axes, shape):
    """Raise ValueError unless `axes` has one letter of "tczyx" per axis of `shape`, each once.

    No letters at all are fine: nothing is known then.
    """
    if axes and len(axes) != len(shape):
        raise ValueError(
            f"axes {axes!r} name {len(axes)} axes but shape {shape} has {len(shape)}; "
            "give one letter per axis"
        )
    if len(set(axes)) != len(axes) or not set(axes) <= set(AXES):
        raise ValueError(f"axes {axes!r} should be letters of {AXES!r}, each once")


def _check_levels(levels):
    """Raise unless the levels have one dtype and get smaller."""
    if not levels:
        raise ValueError("an image has one level at least")
    first = levels[0].array
    for number, level in enumerate(levels):
        shape, dtype = tuple(level.array.shape), np.dtype(level.array.dtype)
        if dtype != np.dtype(first.dtype):
            raise ValueError(f"level {number} is {dtype} but level 0 is {np.dtype(first.dtype)}")
        if len(shape) != len(first.shape) or any(
            here > there for here, there in zip(shape, first.shape, strict=True)
        ):
            raise ValueError(f"level {number} of {shape} is larger than level 0 of {first.shape}")
        if len(level.factors) != len(shape):
            raise ValueError(f"level {number} of {shape} has the factors {level.factors}")
