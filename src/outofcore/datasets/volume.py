"""A confocal stack of cell nuclei that exists only where you look.

Every voxel is a pure function of a seed and its coordinates. So any block can be computed alone, in
any order, in any process, and comes out the same to the last bit on every machine. Three steps::

    hash of a lattice site  ->  a cell: centre, axes, brightness    (some sites stay empty)
    cells near a plane      ->  the light in each of its voxels     (work only in each cell's box)
    hash of a voxel         ->  camera noise, the stronger the more light

The hash takes the place of a random number generator. A generator has a state: to know its
millionth number it must make all the others first. A hash of the coordinates gives it at once.
"""

import math
import operator
import os
from dataclasses import dataclass

import numpy as np

from outofcore import grid
from outofcore.datasets import _tissue
from outofcore.units import parse_shape

SHAPES = {"small": (20, 100, 120), "lecture": (100, 500, 600)}
CHANNELS = ("nuclei", "membrane")
DTYPES = ("uint16", "uint8")


@dataclass(frozen=True)
class Volume:
    """A synthetic confocal stack that is computed where it is indexed, and never as a whole.

    Parameters
    ----------
    shape : tuple of int
        Lengths along z, y and x in voxels. A voxel is three times as long along z.
    seed : int
        From 0 to 2**64 - 1. Another seed is another specimen.
    dtype : {"uint16", "uint8"}
        uint16 holds the counts of a 12-bit camera, uint8 the upper 8 of those 12 bits.
    channel : {"nuclei", "membrane"}
        Two stains of the same cells.

    Attributes
    ----------
    ndim, size, nbytes : int
        As of a NumPy array.

    Raises
    ------
    ValueError, TypeError
        If a parameter is none of the above.

    >>> volume = Volume((10**6, 10**6, 10**6))
    >>> volume.nbytes
    2000000000000000000
    >>> block = volume[500_000, 600_000:600_064, 700_000:700_064]
    >>> block.shape, block.dtype
    ((64, 64), dtype('uint16'))

    Notes
    -----
    A larger shape shows more of the same specimen: where two shapes overlap, the voxels are equal.
    There is no ``__array__``: NumPy would call it to turn the whole volume into memory, unasked.
    """

    shape: tuple[int, int, int]
    seed: int = 0
    dtype: np.dtype = "uint16"
    channel: str = "nuclei"

    def __post_init__(self):
        object.__setattr__(self, "shape", _check_shape(self.shape))
        object.__setattr__(self, "seed", _check_seed(self.seed))
        object.__setattr__(self, "dtype", _check_dtype(self.dtype))
        if self.channel not in CHANNELS:
            raise ValueError(f"channel {self.channel!r} is not one of {', '.join(CHANNELS)}")

    @property
    def ndim(self):
        """Return the number of axes, 3."""
        return len(self.shape)

    @property
    def size(self):
        """Return the number of voxels."""
        return math.prod(self.shape)

    @property
    def nbytes(self):
        """Return the bytes that the whole volume would take in memory."""
        return self.size * self.dtype.itemsize

    def block(self, region):
        """Return the voxels of `region` as an array of shape (z, y, x).

        Parameters
        ----------
        region : tuple of three slices
            Steps of 1; clipped to the volume, as NumPy does. `outofcore.grid.iter_chunks` makes
            such regions.

        Raises
        ------
        TypeError, ValueError
            If `region` is not three slices, or a step is not 1.

        >>> Volume((20, 100, 120), seed=1).block((slice(0, 1), slice(50, 52), slice(60, 63)))
        array([[[158, 201, 182],
                [189, 183, 175]]], dtype=uint16)

        Notes
        -----
        The first call in a process takes a moment: it loads the compiled kernels, or compiles them.
        Besides the block itself under 1 MiB of memory is used. The kernels release Python's global
        lock, so threads can fill several blocks at once.
        """
        slices = isinstance(region, tuple) and [isinstance(item, slice) for item in region]
        if slices != [True] * 3:
            raise TypeError(f"region {region!r} is not a tuple of three slices, one per axis")
        return self._compute(grid.normalize_selection(region, self.shape))

    def __getitem__(self, selection):
        """Return what NumPy would for integers, slices of step 1 and Ellipsis."""
        positions = grid.normalize_selection(selection, self.shape)
        block = self._compute(positions).reshape(grid.selected_shape(selection, self.shape))
        return block[()]  # a single voxel becomes a scalar

    def _compute(self, positions):
        for axis, picked in enumerate(positions):
            if not isinstance(picked, range) or picked.step != 1:
                raise ValueError(
                    f"a volume has no steps or lists (axis {axis}): "
                    "index it with plain slices, then index the array you get"
                )
        block = np.empty([len(picked) for picked in positions], self.dtype)
        if block.size:
            start = (picked.start for picked in positions)
            seed, membrane = np.uint64(self.seed), self.channel == "membrane"
            _tissue.fill(block, *start, seed, membrane, _tissue.tables())
        return block


def size_shape(size):
    """Return the shape that `size` stands for: "small", "lecture" or lengths such as "64x512x512".

    Raises
    ------
    ValueError
        If `size` is none of these.

    >>> size_shape("small"), size_shape("64x512x512")
    ((20, 100, 120), (64, 512, 512))
    """
    if size in SHAPES:
        return SHAPES[size]
    try:
        z, y, x = parse_shape(size)
    except ValueError:
        raise ValueError(
            f"size {size!r} is not one of {', '.join(SHAPES)}, nor three lengths z, y and x "
            "with an x between them, such as 64x512x512"
        ) from None
    return z, y, x


def lecture_shape():
    """Return the shape of the lectures' volume: "lecture", or what OUTOFCORE_SIZE says instead.

    Raises
    ------
    ValueError
        If the environment variable OUTOFCORE_SIZE names another size.
    """
    size = os.environ.get("OUTOFCORE_SIZE", "lecture")
    if size not in SHAPES:
        raise ValueError(f"OUTOFCORE_SIZE is {size!r}; set it to one of {', '.join(SHAPES)}")
    return SHAPES[size]


def _check_shape(shape):
    try:
        checked = tuple(operator.index(length) for length in shape)
    except TypeError:
        raise TypeError(f"shape {shape!r} is not a tuple of three integers (z, y, x)") from None
    if len(checked) != 3 or min(checked) < 1 or max(checked) >= 2**31:
        raise ValueError(f"shape {checked} is not three lengths (z, y, x) from 1 to 2**31 - 1")
    return checked


def _check_seed(seed):
    try:
        checked = operator.index(seed)
    except TypeError:
        raise TypeError(f"seed {seed!r} is not an integer") from None
    if not 0 <= checked < 2**64:
        raise ValueError(f"seed {checked} is not from 0 to 2**64 - 1")
    return checked


def _check_dtype(dtype):
    checked = np.dtype(dtype)
    if checked not in [np.dtype(name) for name in DTYPES]:
        raise ValueError(f"dtype {checked} is not one of {', '.join(DTYPES)}")
    return checked
