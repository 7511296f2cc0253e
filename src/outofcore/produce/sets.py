"""The data sets that can be made: what each is, and how a size becomes arrays."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from outofcore.datasets import events, movie, plate, points, ragged, volume
from outofcore.units import parse_bytes, parse_shape

VOLUME_CHUNKS = (16, 256, 256)
EVENT_KNOBS = ("seed", "detector", "events_per_frame", "frame_ns", "pattern")
EVENT_FAULTS = ("rollover_bits", "duplicates", "empty", "boundary")


@dataclass(frozen=True)
class DataSet:
    """What the registry knows of a set: what it is, and how a size becomes a recipe, then arrays.

    Attributes
    ----------
    about : str
    recipe : callable
        From a size to the parameters, as plain data.
    arrays : callable
        From those parameters to {name: (array-like with `block`, chunk shape)}.
    knobs : tuple of str
        Which of the parameters may be chosen; the others follow from the size.
    """

    about: str
    recipe: Callable
    arrays: Callable
    knobs: tuple[str, ...]


def make_recipe(name, size, options=None):
    """Return the parameters of the set `name` as plain data.

    Parameters
    ----------
    name, size : str
    options : dict, optional
        Knobs of the set and their values. Texts are read as JSON where they are JSON.

    Raises
    ------
    ValueError, TypeError
        For an unknown size or knob, or a value that does not fit.

    >>> make_recipe("volume", "small", {"density": "50"})["density"]
    50
    """
    definition = SETS[name]
    recipe = {"set": name, **definition.recipe(size)}
    settings = recipe.get("parameters", recipe)
    for knob, value in (options or {}).items():
        if knob not in definition.knobs:
            raise ValueError(
                f"{name} has no knob {knob!r}; there are {', '.join(definition.knobs)}"
            )
        settings[knob] = _value(value)
    if options:
        definition.arrays(recipe)  # says so when a value does not fit
    return recipe


def _value(text):
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return text


def _volume_recipe(size):
    shape = _volume_shape(size, len(volume.CHANNELS))
    cut = [min(c, n) for c, n in zip(VOLUME_CHUNKS, shape, strict=True)]
    knobs = {"density": 92, "noise": 100, "bits": None, "labels": False}
    return {"shape": list(shape), "chunks": cut, "dtype": "uint16", "seed": 0, **knobs}


def _volume_shape(size, count):
    """Return the shape that `size` stands for; for bytes, a box four times as wide as deep."""
    try:
        nbytes = parse_bytes(size)
    except ValueError:
        return volume.size_shape(size)
    voxels = nbytes // (2 * count)
    side = 1 << max(((4 * voxels).bit_length() - 1) // 3, 4)
    if voxels < side * side:
        raise ValueError(f"size {size!r} is too small for a volume; the least is 1 KiB")
    return volume.size_shape(f"{voxels // side**2}x{side}x{side}")


def _volume_arrays(recipe):
    cells = {key: recipe[key] for key in ("shape", "seed", "density")}
    camera = {key: recipe[key] for key in ("dtype", "noise", "bits")}
    cut = tuple(recipe["chunks"])
    made = {name: volume.Volume(**cells, **camera, channel=name) for name in volume.CHANNELS}
    if recipe["labels"]:
        made[volume.LABELS] = volume.Volume(**cells, channel=volume.LABELS)
    return {name: (array, cut) for name, array in made.items()}


@dataclass(frozen=True)
class Rows:
    """One axis that is computed by `function(start, stop)`: what a dataset gives beside arrays."""

    shape: tuple[int]
    dtype: np.dtype
    function: Callable

    def block(self, region):
        """Return the rows of `region`, a tuple of one slice."""
        return self.function(*region[0].indices(self.shape[0])[:2]).astype(self.dtype, copy=False)


def _points_recipe(size):
    rows = _count(size, small=10_000, lecture=5_000_000, item_bytes=17)
    return {"parameters": points.Points(rows).recipe()}


def _points_arrays(recipe):
    made = points.Points.from_recipe(recipe["parameters"])
    return {"points": (made, (1 << 16, 2)), "labels": (made.labels, (1 << 20,))}


def _ragged_recipe(size):
    samples = _count(size, small=1000, lecture=200_000, item_bytes=4 * 100 + 9)
    return {"parameters": ragged.Ragged(samples).recipe()}


def _ragged_arrays(recipe):
    made = ragged.Ragged.from_recipe(recipe["parameters"])
    count = len(made)
    # offset i begins sample i; the last one ends the last sample
    offsets = Rows((count + 1,), np.dtype("i8"), lambda i, j: made.offsets(i, j - 1))
    labels = Rows((count,), np.dtype("u1"), made.labels)
    return {
        "flat": (made.flat, (1 << 18,)),
        "offsets": (offsets, (1 << 18,)),
        "labels": (labels, (1 << 20,)),
    }


def _events_recipe(size):
    frames = _count(size, small=256, lecture=16_384, item_bytes=14 * 1000)
    side = math.isqrt(frames)
    return {"parameters": events.Events((side, frames // side)).recipe()}


def _events_arrays(recipe):
    made = events.Events.from_recipe(recipe["parameters"])
    columns = {name: (made.column(name), (1 << 18,)) for name in events.DTYPES}
    starts = Rows((made.chunks + 1,), np.dtype("i8"), lambda i, j: made.offsets()[i:j])
    counts = Rows((made.n_frames,), np.dtype("i8"), made.counts)
    return columns | {
        "chunk_starts": (starts, (1 << 16,)),
        "counts": (counts, (1 << 16,)),
        "tdc_t": (Rows((2 * made.n_frames,), np.dtype("u8"), made.tdc_times), (1 << 16,)),
        "tdc_level": (Rows((2 * made.n_frames,), np.dtype("u1"), _levels), (1 << 16,)),
    }


def _levels(start, stop):
    """Return the levels of the scan's clock: high, low, high ..."""
    return 1 - np.arange(start, stop) % 2


def _movie_recipe(size):
    named = {"small": (16, 256, 256), "lecture": (500, 512, 512)}
    try:
        shape = named.get(size) or parse_shape(size)
    except ValueError:
        shape = (_count(size, small=0, lecture=0, item_bytes=2 * 512 * 512), 512, 512)
    if len(shape) != 3:
        raise ValueError(f"size {size!r} is not three lengths t, y and x, such as 500x512x512")
    return {"parameters": movie.Movie(shape).recipe()}


def _movie_arrays(recipe):
    return {"frames": (movie.Movie.from_recipe(recipe["parameters"]), (4, 256, 512))}


def _plate_recipe(size):
    named = {"small": (1, 1, 32), "lecture": (1, 1, 128)}
    try:
        settings = named.get(size) or parse_shape(size)
    except ValueError:
        image_bytes = 2 * 384 * 3 * 1024**2  # of one plane of one field in every well
        planes = _count(size, small=0, lecture=0, item_bytes=image_bytes)
        settings = (max(planes // 50, 1), min(planes, 50), 1024)
    if len(settings) != 3:
        raise ValueError(f"size {size!r} is not fields, planes and side, such as 10x50x1024")
    return {"parameters": plate.Plate(*settings).recipe()}


def _plate_arrays(recipe):
    made = plate.Plate.from_recipe(recipe["parameters"])
    wells = max(min((1 << 20) // made.side**2, 24), 1)  # whole images, 2 MiB at the most
    return {"images": (made, (wells, 1, 1, 1, made.side, made.side))}


def _count(size, *, small, lecture, item_bytes):
    """Return the number of items that `size` stands for: a name, a number, or bytes in all."""
    named = {"small": small, "lecture": lecture}
    if size in named:
        return named[size]
    try:
        count = int(size) if size.isdecimal() else parse_bytes(size) // item_bytes
    except ValueError:
        count = 0
    if count < 1:
        raise ValueError(f"size {size!r} is not small, lecture, a number, or bytes such as 16GiB")
    return count


SETS = {
    "volume": DataSet(
        "a confocal stack of nuclei, and their membranes",
        _volume_recipe,
        _volume_arrays,
        ("seed", "dtype", "bits", "noise", "density", "labels"),
    ),
    "points": DataSet(
        "points in four clusters, with labels", _points_recipe, _points_arrays, ("seed", "dtype")
    ),
    "ragged": DataSet(
        "samples of different lengths, in a row",
        _ragged_recipe,
        _ragged_arrays,
        ("seed", "mean_length"),
    ),
    "movie": DataSet(
        "calcium imaging of cells that lead and follow",
        _movie_recipe,
        _movie_arrays,
        ("seed", "leaders", "followers"),
    ),
    "plate": DataSet(
        "a screen of 384 wells, 1.2 TB in full", _plate_recipe, _plate_arrays, ("seed",)
    ),
    "events": DataSet(
        "the stream of an event detector",
        _events_recipe,
        _events_arrays,
        (*EVENT_KNOBS, *EVENT_FAULTS),
    ),
}
