"""What there is to say about an `Image` in OME-Zarr's words, and whether it can be said."""

import math

import numpy as np

from outofcore.formats._ngff_meta import EVERY_BLOCK, TYPES, ZARR_FORMATS
from outofcore.formats.image import AXES

DTYPES = ("bool", "float16", "float32", "float64", "complex64", "complex128")
COLOURS = (  # of Okabe and Ito, which the colour-blind tell apart; the lighter ones first
    "56B4E9",
    "E69F00",
    "009E73",
    "CC79A7",
    "F0E442",
    "D55E00",
    "0072B2",
    "FFFFFF",
)
BACKGROUND = {"label-value": 0, "rgba": [0, 0, 0, 0]}  # transparent; viewers choose the others


def describe(image, version, *, below=False):
    """Return the attributes of the group of an image.

    Parameters
    ----------
    image : outofcore.formats.image.Image
    version : str
    below : bool
        Whether the group lies at labels/NAME below the image that it belongs to.
    """
    multiscale = {
        "axes": [_axis(image, axis) for axis in image.axes],
        "datasets": [_dataset(image, number) for number in range(len(image.levels))],
        "metadata": {EVERY_BLOCK: True},
    }
    if image.name:
        multiscale["name"] = image.name
    found = {"multiscales": [multiscale]}
    if image.channels:
        found["omero"] = {"channels": _channels(image)}
    if image.labels:
        found["image-label"] = {"version": version, "colors": [dict(BACKGROUND)]}
        if below:
            found["image-label"]["source"] = {"image": "../../"}
    if version == "0.4":
        multiscale["version"] = version
        return found
    return {"ome": {"version": version, **found}}


def check_image(image, version):
    """Raise ValueError unless OME-Zarr can hold all voxels of an image, and their axes."""
    if version not in ZARR_FORMATS:
        raise ValueError(f"no version {version!r}; there are {', '.join(ZARR_FORMATS)}")
    axes, shape, dtype = image.axes, image.shape, image.dtype
    if not axes:
        raise ValueError(
            f"OME-Zarr names its axes, and nothing is known of those of shape {shape}; "
            'name them with dataclasses.replace(image, axes="zyx")'
        )
    wanted = "".join(sorted(axes, key=AXES.index))
    if axes != wanted:
        raise ValueError(
            f"the axes are {axes!r}, in OME-Zarr they come as {wanted!r}; move the axes first"
        )
    if sum(axis in "zyx" for axis in axes) < 2:
        raise ValueError(f"the axes are {axes!r}; OME-Zarr needs two of z, y and x at least")
    if not math.prod(shape):
        raise ValueError(f"shape {shape} has an axis without length; there is nothing to write")
    if dtype.kind not in "iu" and dtype.name not in DTYPES:
        raise ValueError(
            f"OME-Zarr cannot hold {dtype}; convert to a whole number or to one of "
            f"{', '.join(DTYPES)}"
        )
    if image.labels and dtype.kind not in "iu":
        raise ValueError(f"labels are whole numbers, not {dtype}; convert them to uint32 first")
    numbers = [*image.spacing.values(), *image.origin.values()]
    if not all(map(math.isfinite, numbers)):
        raise ValueError(f"spacing {image.spacing} and origin {image.origin} should be finite")


def _axis(image, axis):
    about_it = {"name": axis, "type": TYPES[axis]}
    if axis in image.spacing and axis in image.units:
        about_it["unit"] = image.units[axis]
    return about_it


def _dataset(image, number):
    transformations = [{"type": "scale", "scale": list(image.scale(number))}]
    if any(any(image.translation(n)) for n in range(len(image.levels))):
        where = list(image.translation(number))
        transformations.append({"type": "translation", "translation": where})
    return {"path": str(number), "coordinateTransformations": transformations}


def _channels(image):
    """Return what OMERO keeps of each channel; one alone is white."""
    low, high = 0, 1
    if image.dtype.kind in "iu":
        low, high = int(np.iinfo(image.dtype).min), int(np.iinfo(image.dtype).max)
    colours = COLOURS if len(image.channels) > 1 else ("FFFFFF",)
    return [
        {
            "label": name,
            "color": colours[number % len(colours)],
            "active": True,
            "window": {"min": low, "max": high, "start": low, "end": high},
        }
        for number, name in enumerate(image.channels)
    ]
