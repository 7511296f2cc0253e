"""What a data set says about itself as an image: read from several conventions, written in three.

| attribute | who | what |
|---|---|---|
| `image` | this package, as JSON | all of an `Image` but its voxels, and the names of its levels |
| `axistags` | ilastik and vigra, as JSON | a letter and a resolution per axis |
| `DIMENSION_LABELS` | dimension scales, netCDF | a name per axis; scales may give steps and unit |
| `element_size_um` | ImageJ's HDF5 plug-ins, ilastik | micrometres per voxel along z, y, x |
"""

import json
import math

import h5py
import numpy as np

from outofcore.formats.image import check_axes

ATTRIBUTE = "image"
NAMES = {"time": "t", "frame": "t", "channel": "c", "depth": "z", "height": "y", "width": "x"}
MICROMETRES = {  # UDUNITS-2's names of lengths
    "meter": 1e6,
    "centimeter": 1e4,
    "millimeter": 1e3,
    "micrometer": 1.0,
    "nanometer": 1e-3,
    "angstrom": 1e-4,
    "picometer": 1e-6,
}
UNITS = {  # as they are written otherwise
    **dict.fromkeys(
        ("um", "µm", "\u03bcm", "micron", "microns", "micrometre", "micrometers"), "micrometer"
    ),
    **dict.fromkeys(("nm", "nanometre", "nanometers"), "nanometer"),
    **dict.fromkeys(("mm", "millimetre", "millimeters"), "millimeter"),
    **dict.fromkeys(("cm", "centimetre"), "centimeter"),
    **dict.fromkeys(("pm", "picometre"), "picometer"),
    **dict.fromkeys(("m", "metre", "meters"), "meter"),
    **dict.fromkeys(("Å", "\u212b", "A"), "angstrom"),
    **dict.fromkeys(("s", "sec", "seconds"), "second"),
    **dict.fromkeys(("ms", "milliseconds"), "millisecond"),
}


def read_about(dataset):
    """Return what a data set says about itself, as keyword arguments of an `Image`.

    Our own attribute says all. Else the axes come from `axistags`, then from `DIMENSION_LABELS`;
    where neither is there but `element_size_um`, two axes are "yx" and three "zyx".

    Raises
    ------
    ValueError
        When our own attribute is damaged.
    """
    own = read_own(dataset)
    if own is not None:
        return {
            key: own[key] for key in ("axes", "spacing", "units", "origin", "labels", "name")
        } | {"channels": tuple(own["channels"])}
    axes, spacing, units, origin = _axistags(dataset), {}, {}, {}
    labels = _labels(dataset)
    axes = axes or labels
    sizes = _element_size(dataset)
    if sizes and not axes and dataset.ndim in (2, 3):
        axes = "zyx"[-dataset.ndim :]
    if axes == labels:
        spacing, units, origin = _scales(dataset, axes)
    for axis, size in sizes.items():
        if axis in axes:
            spacing[axis], units[axis] = size, "micrometer"
    return {"axes": axes, "spacing": spacing, "units": units, "origin": origin}


def read_own(dataset):
    """Return our own attribute as a dict, None where there is none."""
    text = _text(dataset, ATTRIBUTE)
    if text is None or not text.startswith("{"):
        return None
    try:
        own = json.loads(text)
        return own | {"levels": [str(name) for name in own["levels"]], "factors": own["factors"]}
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"attribute {ATTRIBUTE!r} of {dataset.name} is damaged: {error}"
        ) from error


def own_text(image, names):
    """Return our own attribute: all that is known of an image, as JSON."""
    return json.dumps(
        {
            "axes": image.axes,
            "spacing": {axis: float(step) for axis, step in image.spacing.items()},
            "units": dict(image.units),
            "origin": {axis: float(at) for axis, at in image.origin.items()},
            "channels": list(map(str, image.channels)),
            "labels": bool(image.labels),
            "name": image.name,
            "levels": list(names),
            "factors": [list(map(float, level.factors)) for level in image.levels],
        }
    )


def element_size(image, number):
    """Return micrometres per voxel of one level along z, y, x; None unless y and x say it.

    Without an axis z it is 1 along z.
    """
    found = {}
    for axis, step in zip(image.axes, image.scale(number) if image.axes else (), strict=True):
        unit = image.units.get(axis)
        if axis in "zyx" and axis in image.spacing and unit in MICROMETRES:
            found[axis] = step * MICROMETRES[unit]
    wanted = set(image.axes) & set("zyx")
    if not {"y", "x"} <= wanted or set(found) != wanted:
        return None
    return [found.get("z", 1.0), found["y"], found["x"]]


def write_about(dataset, image, number, names):
    """Give the data set of one level its attributes."""
    if number == 0:
        dataset.attrs[ATTRIBUTE] = own_text(image, names)
    for place, axis in enumerate(image.axes):
        dataset.dims[place].label = axis
    if (size := element_size(image, number)) is not None:
        dataset.attrs["element_size_um"] = size


def _text(dataset, name):
    """Return a text attribute; None where there is none, or it is no text."""
    value = dataset.attrs.get(name)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else None


def _axistags(dataset):
    """Return the letters that ilastik wrote, "" where it did not."""
    try:
        keys = [entry["key"] for entry in json.loads(_text(dataset, "axistags") or "")["axes"]]
    except (ValueError, KeyError, TypeError):
        return ""
    return _letters(dataset, keys)


def _labels(dataset):
    """Return the letters of DIMENSION_LABELS, "" where they are not all known.

    Read as an attribute: HDF5's own function for it ends the process where the text has a fixed
    length, as some programs write it.
    """
    found = dataset.attrs.get("DIMENSION_LABELS")
    if found is None or isinstance(found, h5py.Empty):
        return ""
    words = [
        w.decode("utf-8", "replace") if isinstance(w, bytes) else str(w) for w in np.ravel(found)
    ]
    return _letters(dataset, words)


def _letters(dataset, words):
    axes = "".join(NAMES.get(word.lower(), word.lower()) for word in map(str, words))
    try:
        check_axes(axes, dataset.shape)
    except ValueError:
        return ""
    return axes


def _element_size(dataset):
    """Return micrometres by axis, {} where the data set does not say, or nonsense."""
    sizes = dataset.attrs.get("element_size_um")
    try:
        sizes = [float(size) for size in np.ravel(sizes)]
    except (TypeError, ValueError):
        return {}
    if len(sizes) not in (2, 3) or not all(size > 0 and math.isfinite(size) for size in sizes):
        return {}
    return dict(zip("zyx"[-len(sizes) :], sizes, strict=True))


def _scales(dataset, axes):
    """Return spacing, units and origin from the dimension scales whose steps are all the same."""
    spacing, units, origin = {}, {}, {}
    if "DIMENSION_LIST" not in dataset.attrs:
        return spacing, units, origin
    for axis, dimension in zip(axes, dataset.dims, strict=True):
        if len(dimension) == 0 or dimension[0].shape != (dataset.shape[axes.index(axis)],):
            continue
        scale = dimension[0]
        if len(scale) < 2 or scale.dtype.kind not in "iuf":
            continue
        first, last = float(scale[0]), float(scale[-1])
        step = (last - first) / (len(scale) - 1)
        if step > 0 and np.allclose(np.diff(scale[...].astype("f8")), step, rtol=1e-6, atol=0):
            spacing[axis], origin[axis] = step, first
            if unit := _text(scale, "units"):
                units[axis] = UNITS.get(unit, unit)
    return spacing, units, origin
