"""What the metadata of OME-Zarr say about an image: dictionaries only, no files.

Both versions say the same; 0.5 says it one step further down::

    0.4   .zattrs      {"multiscales": [{"version": "0.4", ...}], "omero": ...}
    0.5   zarr.json    {"attributes": {"ome": {"version": "0.5", "multiscales": [...], ...}}}
"""

import math
from dataclasses import dataclass

from outofcore.formats.image import AXES

ZARR_FORMATS = {"0.4": 2, "0.5": 3}
TYPES = {"t": "time", "c": "channel", "z": "space", "y": "space", "x": "space"}
EVERY_BLOCK = "every_block_is_stored"  # our word that a file which is not there was lost


@dataclass(frozen=True)
class Multiscale:
    """An image as its metadata describe it.

    Attributes
    ----------
    axes : str
    paths : tuple of str
        Of the arrays, the full resolution first.
    scales : tuple of tuple of float
        Per level and axis; 1 where nothing is said.
    has_factors : bool
        Whether every level has a scale of its own.
    origin, units : dict
        As of an `Image`.
    channels : tuple of str
    labels : bool
    name : str
    every_block : bool
        Whether every block was stored: a file that is not there is damage then.
    """

    axes: str
    paths: tuple
    scales: tuple
    has_factors: bool
    origin: dict
    units: dict
    channels: tuple
    labels: bool
    name: str
    every_block: bool

    @property
    def spacing(self):
        """Return the step per axis; a scale of 1 without a unit is the metadata's "not known"."""
        steps = zip(self.axes, self.scales[0], strict=True)
        return {axis: step for axis, step in steps if step != 1 or axis in self.units}

    def factors(self, shapes):
        """Return the factors of every level, from the scales or else from the shapes."""
        found = []
        for shape, scale in zip(shapes, self.scales, strict=True):
            if self.has_factors:
                ratios = [s / first for s, first in zip(scale, self.scales[0], strict=True)]
            else:
                ratios = [
                    max(round(n / own), 1) if own else 1
                    for n, own in zip(shapes[0], shape, strict=True)
                ]
            found.append(tuple(map(_tidy, ratios)))
        return found


def about(attributes):
    """Return the part of a group's attributes that OME-Zarr defines, in any version."""
    inner = attributes.get("ome", attributes)
    if not isinstance(inner, dict):
        raise ValueError(f"its 'ome' is {inner!r}, not a dictionary")
    return inner


def version_of(attributes):
    """Return the version that the metadata of an image name.

    Raises
    ------
    ValueError
        When it is not one that is read here.
    """
    inner = about(attributes)
    first = _first(inner)
    version = inner.get("version") if "ome" in attributes else first.get("version", "0.4")
    if not isinstance(version, str) or version not in ZARR_FORMATS:
        raise ValueError(
            f"it is OME-Zarr of version {version!r}; {' and '.join(ZARR_FORMATS)} are read here. "
            "outofcore.formats.zarr opens the arrays without their metadata"
        )
    return version


def parse(attributes):
    """Return the `Multiscale` of a group's attributes; of several in one group, the first.

    Raises
    ------
    ValueError
        When the metadata are not those of an image, or say what an `Image` cannot.
    """
    version_of(attributes)
    inner = about(attributes)
    first = _first(inner)
    axes, units = _parse_axes(_list(first, "axes"))
    datasets = _list(first, "datasets")
    common = _transformations(first)
    paths, places, has_factors = [], [], True
    for dataset in datasets:
        if not isinstance(dataset, dict) or not isinstance(dataset.get("path"), str):
            raise ValueError(f"its dataset {dataset!r} has no path")
        paths.append(check_inside(dataset["path"]))
        own = _transformations(dataset)
        places.append(_place([*own, *common], len(axes)))
        has_factors = has_factors and any(one["type"] == "scale" for one in own)
    starts = zip(axes, places[0][1], strict=True)
    note = first.get("metadata")
    return Multiscale(
        axes=axes,
        paths=tuple(paths),
        scales=tuple(scale for scale, _ in places),
        has_factors=has_factors,
        origin={axis: start for axis, start in starts if start},
        units=units,
        channels=_parse_channels(inner.get("omero")),
        labels="image-label" in inner,
        name=first["name"] if isinstance(first.get("name"), str) else "",
        every_block=isinstance(note, dict) and note.get(EVERY_BLOCK) is True,
    )


def _first(inner):
    """Return the first entry of `multiscales`."""
    first = _list(inner, "multiscales")[0]
    if not isinstance(first, dict):
        raise ValueError(f"its 'multiscales' hold {first!r}, not a dictionary")
    return first


def _list(holder, key):
    """Return a list that has to be there, and not empty."""
    found = holder.get(key)
    if not isinstance(found, list) or not found:
        raise ValueError(f"its {key!r} is {found!r}; a list of one entry at least belongs there")
    return found


def _parse_axes(axes):
    """Return the letters of the axes, and their units."""
    if not all(isinstance(axis, dict) for axis in axes):
        raise ValueError(f"its axes are {axes!r}; a list of dictionaries belongs there")
    names = [axis.get("name") for axis in axes]
    if names != [letter for letter in AXES if letter in names]:
        raise ValueError(
            f"its axes are {names!r}; those of an image are some of {', '.join(AXES)}, in this "
            "order. outofcore.formats.zarr opens the arrays: move their axes, and make an Image"
        )
    for axis in axes:
        name, kind = axis["name"], axis.get("type")
        if kind not in (None, TYPES[name]) and name != "c":
            raise ValueError(f"its axis {name!r} is of type {kind!r}; {TYPES[name]!r} was expected")
    units = {axis["name"]: axis["unit"] for axis in axes if axis.get("unit")}
    if not all(isinstance(unit, str) for unit in units.values()):
        raise ValueError(f"its units are {units}; each should be a word")
    return "".join(names), units


def _transformations(holder):
    found = holder.get("coordinateTransformations")
    if not isinstance(found, list | None):
        raise ValueError(f"its coordinateTransformations are {found!r}; a list belongs there")
    return found or []


def _place(transformations, count):
    """Return (scale, translation) of transformations that are carried out one after the other."""
    scale, translation = [1.0] * count, [0.0] * count
    for one in transformations:
        kind = one.get("type") if isinstance(one, dict) else None
        if kind == "identity":
            continue
        values = one.get(kind) if kind in ("scale", "translation") else None
        if not _are_numbers(values, count) or (kind == "scale" and not min(values) > 0):
            raise ValueError(
                f"its transformation {one!r} is not read here; a scale above 0 or a translation "
                f"of {count} numbers was expected"
            )
        if kind == "scale":
            scale = [s * v for s, v in zip(scale, values, strict=True)]
            translation = [t * v for t, v in zip(translation, values, strict=True)]
        else:
            translation = [t + v for t, v in zip(translation, values, strict=True)]
    if not _are_numbers([*scale, *translation], 2 * count) or not min(scale) > 0:
        raise ValueError(f"its transformations make a scale of {scale} and move by {translation}")
    return tuple(scale), tuple(translation)


def _are_numbers(values, count):
    return (
        isinstance(values, list)
        and len(values) == count
        and all(isinstance(v, int | float) and math.isfinite(v) for v in values)
    )


def _parse_channels(omero):
    """Return the names of the channels; none where no channel has one."""
    if omero is None:
        return ()
    channels = omero.get("channels", []) if isinstance(omero, dict) else None
    if not isinstance(channels, list) or not all(isinstance(c, dict) for c in channels):
        raise ValueError(f"its 'omero' is {omero!r}; a dictionary with channels was expected")
    names = tuple(str(channel.get("label", "")) for channel in channels)
    return names if any(names) else ()


def check_inside(path):
    """Return a path below a group, or raise ValueError where it leads out of the group."""
    parts = path.split("/")
    if not all(parts) or ".." in parts or "\\" in path:
        raise ValueError(f"its path {path!r} does not lie inside of the group")
    return path


def _tidy(ratio):
    """Return a factor without the last digits' noise: 0.3 / 0.1 is 3."""
    return float(round(ratio)) if abs(ratio - round(ratio)) < 1e-6 * ratio else float(ratio)
