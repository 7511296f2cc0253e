"""A confocal stack of cell nuclei that exists only where you look.

Every voxel is a pure function of a seed and its coordinates. So any block can be computed alone, in
any order, in any process, and comes out the same to the last bit on every machine. Three steps::

    hash of a lattice site  ->  a cell: centre, axes, brightness    (some sites stay empty)
    cells near a plane      ->  the light in each of its voxels     (work only in each cell's box)
    hash of a voxel         ->  camera noise, the stronger the more light

The hash takes the place of a random number generator. A generator has a state: to know its
millionth number it must make all the others first. A hash of the coordinates gives it at once.
"""

import operator
import os
from dataclasses import dataclass

import numpy as np

from outofcore.datasets import _camera, _tissue
from outofcore.datasets._lazy import Lazy, check_integer, from_recipe
from outofcore.units import parse_shape

SHAPES = {"small": (20, 100, 120), "lecture": (100, 500, 600)}
CHANNELS, LABELS = ("nuclei", "membrane"), "labels"
DTYPES = ("uint16", "uint8")
BLACK = 234  # counts that an 8-bit detector shows as 0, so that most of the empty space is black


@dataclass(frozen=True)
class Volume(Lazy):
    """A synthetic confocal stack that is computed where it is indexed, and never as a whole.

    Parameters
    ----------
    shape : tuple of int
        Lengths along z, y and x in voxels. A voxel is three times as long along z.
    seed : int
        From 0 to 2**64 - 1. Another seed is another specimen.
    dtype : {"uint16", "uint8"}, optional
        uint16 holds the counts of a 12-bit camera. uint8 holds the upper 8 of those 12 bits above a
        black level, as set on a confocal to hide empty space: gzip at level 5 makes such a stack of
        nuclei about 3 times smaller. Labels are always uint32.
    channel : {"nuclei", "membrane", "labels"}
        Two stains of the same cells, and the truth: which nucleus a voxel belongs to, 0 for none.
    density : int
        Percent of the lattice sites that hold a cell.
    noise : int
        Percent of the noise of one exposure; 41 is what averaging 6 scans leaves.
    bits : int, optional
        How many of the 12 bits are kept: up to 12 (uint16) or 8 (uint8), which are the defaults.

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
    So a nucleus has the same label in every shape.
    """

    shape: tuple[int, int, int]
    seed: int = 0
    dtype: np.dtype = None
    channel: str = "nuclei"
    density: int = 92
    noise: int = 100
    bits: int | None = None

    def __post_init__(self):
        if self.channel not in (*CHANNELS, LABELS):
            names = ", ".join((*CHANNELS, LABELS))
            raise ValueError(f"channel {self.channel!r} is not one of {names}")
        dtype = _check_dtype(self.dtype, self.channel)
        most = 8 if dtype == np.uint8 else 12
        bits = most if self.bits is None else self.bits
        checked = {
            "shape": _check_shape(self.shape, self.channel),
            "seed": check_integer("seed", self.seed, 0, 2**64 - 1),
            "dtype": dtype,
            "density": check_integer("density", self.density, 0, 100),
            "noise": check_integer("noise", self.noise, 0, 100),
            "bits": check_integer("bits", bits, 1, most),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    @classmethod
    def from_recipe(cls, recipe):
        """Return the volume that `recipe` describes."""
        return from_recipe(cls, "volume", recipe)

    def recipe(self):
        """Return the parameters as a dictionary that JSON can hold.

        >>> Volume((4, 5, 6)).recipe() == {
        ...     "name": "volume", "shape": [4, 5, 6], "seed": 0, "dtype": "uint16",
        ...     "channel": "nuclei", "density": 92, "noise": 100, "bits": 12,
        ... }
        True
        """
        settings = {"shape": list(self.shape), "seed": self.seed, "dtype": self.dtype.name}
        knobs = {"density": self.density, "noise": self.noise, "bits": self.bits}
        return {"name": "volume", **settings, "channel": self.channel, **knobs}

    def _fill(self, block, *start):
        stain = (*CHANNELS, LABELS).index(self.channel)
        seen = block.view(np.int32) if stain == _tissue.LABELS else block
        dark = _camera.DARK - (BLACK if self.dtype == np.uint8 else 0)
        camera = np.int16(dark), np.int16(12 - self.bits), _tissue.tables(self.noise)
        _tissue.fill(seen, *start, np.uint64(self.seed), stain, self.density, *camera)


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


def _check_shape(shape, channel):
    try:
        checked = tuple(operator.index(length) for length in shape)
    except TypeError:
        raise TypeError(f"shape {shape!r} is not a tuple of three integers (z, y, x)") from None
    if len(checked) != 3 or min(checked) < 1 or max(checked) >= 2**31:
        raise ValueError(f"shape {checked} is not three lengths (z, y, x) from 1 to 2**31 - 1")
    if channel == LABELS and any(n > most for n, most in zip(checked, _tissue.NAMED, strict=True)):
        raise ValueError(f"labels repeat in shape {checked}: they are unique up to {_tissue.NAMED}")
    return checked


def _check_dtype(dtype, channel):
    if channel == LABELS:
        if dtype is not None and np.dtype(dtype) != np.uint32:
            raise ValueError(f"dtype {np.dtype(dtype)} cannot hold labels: they are uint32")
        return np.dtype(np.uint32)
    checked = np.dtype("uint16" if dtype is None else dtype)
    if checked not in [np.dtype(name) for name in DTYPES]:
        raise ValueError(f"dtype {checked} is not one of {', '.join(DTYPES)}")
    return checked
