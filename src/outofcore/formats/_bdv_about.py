"""What BigDataViewer's XML can say of an image, and what an image can say of the XML."""

import math

import numpy as np

from outofcore.formats._bdv_views import DTYPES
from outofcore.formats._bdv_write import ATTRIBUTES, write_sequence
from outofcore.formats._bdv_xml import Setup
from outofcore.formats._hdf5_about import MICROMETRES, UNITS

COMPRESSIONS = (None, "gzip")  # the filters in the HDF5 library that BDV brings
NO_UNITS = ("", "pixel", "pixels", "px")
SYMBOLS = {"micrometer": "µm", "nanometer": "nm", "millimeter": "mm", "centimeter": "cm"}
SYMBOLS |= {"meter": "m", "picometer": "pm", "angstrom": "Å"}


def losses(image):
    """Return in words what gets lost."""
    found = []
    if "t" in image.spacing:
        found.append("the time step")
    if "t" in image.origin:
        found.append("the time of the first frame")
    if "c" in image.spacing or "c" in image.origin:
        found.append("the spacing of channels")
    spatial = [axis for axis in image.axes if axis in "zyx"]
    known = [axis for axis in spatial if axis in image.spacing]
    if known and len(known) < len(spatial):
        unknown = ", ".join(axis for axis in spatial if axis not in known)
        found.append(f"that the spacing of axis {unknown} is not known: it becomes 1")
    units = {image.units.get(axis) for axis in known}
    if len(units) > 1 and not units <= set(MICROMETRES):
        found.append("the units of the spacing, which differ and are not all lengths")
    if image.labels:
        found.append("that the numbers are labels")
    if "z" not in image.axes:
        found.append("that there is no axis z: the image becomes a stack of one plane")
    for axis in "tc":
        if axis in image.axes and image.length(axis) == 1:
            found.append(f"that there is an axis {axis}, of length 1")
    if "c" in image.axes and image.length("c") == 1 and image.channels:
        found.append("the name of the only channel")
    elif any(name == str(number) for number, name in enumerate(image.channels)):
        found.append("a channel's name that is only its number")
    return found


def channel_name(setup):
    """Return the name of a setup's channel, "" where it is only its number again."""
    number, name = setup.attributes.get("channel", (0, ""))
    return "" if name == str(number) else name


def about_setup(setup, affine):
    """Return spacing, units and origin of a setup, as keyword arguments of an `Image`."""
    unit = setup.unit
    if setup.voxel is None or (unit in NO_UNITS and setup.voxel == (1, 1, 1)):
        spacing = {}
    else:
        spacing = dict(zip("zyx", setup.voxel, strict=True))
    units = {} if unit in NO_UNITS else dict.fromkeys(spacing, UNITS.get(unit, unit))
    origin, steps = {}, setup.voxel or (1.0, 1.0, 1.0)
    if affine is not None and np.allclose(affine[:, :3], np.diag(steps), rtol=1e-6, atol=0):
        origin = {axis: float(at) for axis, at in zip("zyx", affine[:, 3], strict=True) if at}
    return {"spacing": spacing, "units": units, "origin": origin}


def check_image(image, compression):
    """Raise ValueError unless BigDataViewer has such voxels."""
    ordered = "".join(axis for axis in "tczyx" if axis in image.axes)
    if image.axes != ordered or not ordered.endswith("yx"):
        raise ValueError(
            f"axes {image.axes!r} should be letters of 'tczyx' in this order, 'yx' among them"
        )
    if image.dtype.name not in DTYPES:
        raise ValueError(f"BigDataViewer has no {image.dtype}; it has {', '.join(DTYPES)}")
    if compression not in COMPRESSIONS:
        raise ValueError(f"BigDataViewer cannot unpack {compression!r}; give None or 'gzip'")
    if not math.prod(image.shape):
        raise ValueError(f"an image of {image.shape} has no voxels to write")
    for number, level in enumerate(image.levels):
        for axis, factor in zip(image.axes, level.factors, strict=True):
            if factor != round(factor) or (axis in "tc" and factor != 1):
                raise ValueError(
                    f"level {number} spans {factor} voxels along {axis}; BigDataViewer takes whole "
                    "numbers along z, y, x, and 1 along others"
                )


def image_xml(image, h5_name):
    """Return the XML for an image."""
    sizes, unit, origin = _voxel(image)
    affine = np.hstack([np.diag(sizes), np.reshape(origin, (3, 1))])
    shape = tuple(image.length(axis) for axis in "zyx")
    setups = []
    for number in range(image.length("c")):
        channel = image.channels[number] if image.channels else ""
        name = image.name
        if image.length("c") > 1:
            name = f"{name} {channel or f'channel {number}'}".strip()
        attributes = dict.fromkeys(ATTRIBUTES, (0, "0"))
        attributes["channel"] = (number, channel or str(number))
        setups.append((Setup(number, name, sizes, unit, attributes), shape))
    return write_sequence(h5_name, setups, image.length("t"), affine)


def _voxel(image):
    """Return size of a voxel, its unit, and place of the first one: BDV has one unit for all."""
    known = [axis for axis in "xyz" if axis in image.spacing]
    units = list(dict.fromkeys(image.units.get(axis) for axis in known))
    steps, starts = (
        [float(d.get(a, o)) for a in "zyx"] for d, o in ((image.spacing, 1), (image.origin, 0))
    )
    if len(units) > 1 and set(units) <= set(MICROMETRES):
        for i, axis in enumerate("zyx"):
            if axis in known:
                ratio = MICROMETRES[image.units[axis]] / MICROMETRES[units[0]]
                steps[i], starts[i] = steps[i] * ratio, starts[i] * ratio
        units = units[:1]
    unit = units[0] if len(units) == 1 and units[0] else "pixel"
    return tuple(steps), SYMBOLS.get(unit, unit), tuple(starts)
