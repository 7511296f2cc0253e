"""A screen of 384 wells, 1.2 TB of images, of which each is made when it is asked for.

Cells lie on the bottom of each well and are imaged in three stains and 50 planes. Compounds change
how many cells there are, how bright a reporter shines, and how large the nuclei are. What was done
to which well is known (`Plate.wells`), so an analysis of the pixels can be judged::

          01 02 | 03 ...                        22 | 23 24
      A   neg.  |   samples: most do nothing       |  pos.
      .         |   some: "fewer", "bright",       |
      P         |   "large"                        |
"""

import functools
import itertools
import operator
from dataclasses import dataclass

import numpy as np

from outofcore.datasets import _camera, _screen
from outofcore.datasets._hash import _draw, _hash
from outofcore.datasets._lazy import Lazy, check_integer, from_recipe

ROWS, COLUMNS = "ABCDEFGHIJKLMNOP", 24
CHANNELS = ("nuclei", "bodies", "reporter")
NORMAL = {"density": 70, "brightness": 100, "radius_px": 11}
EFFECTS = {"fewer": {"density": 25}, "bright": {"brightness": 300}, "large": {"radius_px": 15}}
HITS = 10  # percent of the samples have an effect


@dataclass(frozen=True)
class Well:
    """What was done to one well, and what its cells became.

    Attributes
    ----------
    name : str
        "A01" to "P24".
    role : str
        "negative" or "positive" for controls, else "sample".
    effect : str
        "none", "fewer", "bright" or "large"; "all" for positive controls.
    density, brightness : int
        Percent of the places that hold a cell; percent of the reporter's usual light.
    radius_px : int
        Radius of the nuclei in pixels, give or take one.
    """

    name: str
    role: str
    effect: str
    density: int
    brightness: int
    radius_px: int


@dataclass(frozen=True)
class Plate(Lazy):
    """The images of a 384-well plate, uint16, of shape (well, field, channel, z, y, x).

    Parameters
    ----------
    fields, planes, side : int
        Fields per well, planes per field, and the pixels along y and x.
    seed : int
        From 0 to 2**64 - 1.

    Raises
    ------
    ValueError, TypeError
        If a parameter is none of the above.

    >>> plate = Plate()
    >>> plate.shape, plate.nbytes
    ((384, 10, 3, 50, 1024, 1024), 1207959552000)
    >>> plate.image(well="B07", field=3, z=25, channel="nuclei").shape
    (1024, 1024)

    Notes
    -----
    An image of a plate with more fields is the same. Other planes or sides are another plate.
    """

    fields: int = 10
    planes: int = 50
    side: int = 1024
    seed: int = 0

    dtype = np.dtype("uint16")

    def __post_init__(self):
        limits = {"fields": (1, 10_000), "planes": (1, 10_000), "side": (1, 8192)}
        for name, (low, high) in {**limits, "seed": (0, 2**64 - 1)}.items():
            checked = check_integer(name, getattr(self, name), low, high)
            object.__setattr__(self, name, checked)

    @classmethod
    def from_recipe(cls, recipe):
        """Return the plate that `recipe` describes."""
        return from_recipe(cls, "plate", recipe)

    def recipe(self):
        """Return the parameters as a dictionary that JSON can hold.

        >>> Plate().recipe()
        {'name': 'plate', 'fields': 10, 'planes': 50, 'side': 1024, 'seed': 0}
        """
        settings = {"fields": self.fields, "planes": self.planes, "side": self.side}
        return {"name": "plate", **settings, "seed": self.seed}

    @property
    def shape(self):
        """Return the lengths along well, field, channel, z, y and x."""
        wells = len(ROWS) * COLUMNS
        return (wells, self.fields, len(CHANNELS), self.planes, self.side, self.side)

    @property
    def wells(self):
        """Return the truth: a tuple with the `Well` of each position along axis 0, row by row."""
        return _wells(self.seed)

    def image(self, *, well, field, z, channel):
        """Return one image of shape (y, x).

        Parameters
        ----------
        well, channel : str or int
            A name, such as "B07" and "nuclei", or a position along the axis.
        field, z : int

        Raises
        ------
        ValueError
            If no well or channel has that name.
        IndexError
            If a position is outside of the plate.
        """
        names = [one.name for one in self.wells]
        well = _position("well", well, names, "A01 to P24")
        return self[well, field, _position("channel", channel, CHANNELS, ", ".join(CHANNELS)), z]

    def cells(self, well, field):
        """Return the truth of one field: the (z, y, x) of each cell in it, shape (n, 3)."""
        count = len(self.wells)
        well = _position("well", well, [one.name for one in self.wells], "A01 to P24")
        well = check_integer("well", well, 0, count - 1)
        check_integer("field", field, 0, self.fields - 1)
        key = np.uint64(_hash(np.uint64(_hash(self._well_key(well), field)), 0))
        found = []
        for ky, kx in itertools.product(range(-2, self.side // _screen.PITCH + 2), repeat=2):
            site = np.uint64(_site(key, ky, kx))
            if _screen.is_cell(site, self.wells[well].density):
                found.append(_screen.centre(site, ky, kx, self.planes))
        found = np.array(found, np.int64).reshape(-1, 3)
        inside = (found[:, 1:] >= 0) & (found[:, 1:] < self.side)
        return found[inside.all(axis=1)]

    def _well_key(self, well):
        return np.uint64(_hash(np.uint64(_hash(np.uint64(self.seed), 1)), well))

    def _fill(self, block, *start):
        noise = _camera.noise_tables()
        for index in np.ndindex(block.shape[:4]):
            well, field, channel, z = map(operator.add, start[:4], index)
            one = self.wells[well]
            look = (one.density, one.brightness, one.radius_px)
            first = (field, channel, z, *start[4:])
            key = self._well_key(well)
            _screen.fill(block[index], first, key, look, (self.planes, self.side), noise)


def _site(key, ky, kx):
    return _screen._hash_at(key, 0, ky, kx)


def _position(axis, wanted, names, shown):
    """Return the position that a name or an integer stands for."""
    if not isinstance(wanted, str):
        return wanted
    if wanted not in names:
        raise ValueError(f"{axis} {wanted!r} is not one of {shown}")
    return list(names).index(wanted)


@functools.lru_cache(maxsize=16)
def _wells(seed):
    key = np.uint64(_hash(np.uint64(seed), 0))
    places = itertools.product(ROWS, range(1, COLUMNS + 1))
    return tuple(_well(np.uint64(_hash(key, n)), *place) for n, place in enumerate(places))


def _well(key, row, column):
    """Return the well of one place: controls in the outer columns, samples between."""
    role = "negative" if column <= 2 else "positive" if column > COLUMNS - 2 else "sample"
    effect = {"negative": "none", "positive": "all"}.get(role)
    if effect is None:
        hit = _draw(key, 0, 0, 100) < HITS
        effect = list(EFFECTS)[_draw(key, 1, 0, len(EFFECTS))] if hit else "none"
    look = dict(NORMAL)
    for name, change in EFFECTS.items():
        if effect in (name, "all"):
            look.update(change)
    look["density"] += _draw(key, 2, -3, 4)  # no two wells are quite alike
    look["brightness"] += _draw(key, 3, -6, 7)
    return Well(f"{row}{column:02}", role, effect, **look)
