"""What a TIFF file says about its image, as the fields of an `Image`, and the way back.

OME-XML knows lengths, times and names. ImageJ keeps pixels per unit in the resolution tags, the
distance of the planes and the time step in its own text. A plain file says nothing.
"""

import math
import re

from outofcore.formats import ome_xml
from outofcore.formats.image import AXES

NO_LENGTH = "reference frame"  # OME's unit of lengths that have none
IMAGEJ_UNITS = {
    "micron": "micrometer",
    "microns": "micrometer",
    "um": "micrometer",
    "\\u00B5m": "micrometer",
    "inch": "inch",
    "sec": "second",
    "s": "second",
    "msec": "millisecond",
    "ms": "millisecond",
    "usec": "microsecond",
    "min": "minute",
    "hr": "hour",
    "hour": "hour",
    "day": "day",
    "cm": "centimeter",
    "mm": "millimeter",
    "nm": "nanometer",
}
MOST_PLANES = 10**7  # of one image; a number above it is a damaged one
UNWRITABLE = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")  # XML has no way to say these
OME_DTYPES = [f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32)]
OME_DTYPES += ["float32", "float64", "complex64", "complex128"]  # its bit is not written


def letters_of(series):
    """Return tifffile's axes as those of an `Image`; "" where one of them is not among ours.

    Colours that lie in the page, tifffile's S, are channels where there are no others.
    """
    axes = series.axes.lower()
    if "c" not in axes:
        axes = axes.replace("s", "c")
    return axes if set(axes) <= set(AXES) and len(set(axes)) == len(axes) else ""


def check_numbers(file):
    """Raise ValueError where a text promises more planes than any file has.

    tifffile believes it, and makes a list of so many.
    """
    if file.is_ome:
        numbers = re.findall(
            r'(?:Size[ZCT]|PlaneCount|NumPlanes|First[ZCT]|IFD)="(\d+)"', _xml(file)
        )
        most = max(map(int, numbers), default=0)
        for pixels in ome_xml.parse(_xml(file)):
            most = max(most, math.prod(n for axis, n in pixels.sizes.items() if axis in "zct"))
        what = "its OME-XML"
    elif file.is_imagej:
        said = file.imagej_metadata or {}
        numbers = [said.get(name, 0) for name in ("images", "channels", "slices", "frames")]
        most = max(n for n in numbers if isinstance(n, int | float))
        what = "ImageJ's text"
    else:
        return
    if most > MOST_PLANES:
        raise ValueError(f"{what} speaks of {most} planes; {MOST_PLANES} are the most")


def about_series(file, series, number):
    """Return what an open file says about one of its series, by the fields of `Image`."""
    axes = letters_of(series)
    if file.is_ome and series.kind == "ome":
        return _about_ome(_pixels_of(file, series, number), series, axes)
    about = {"axes": axes}
    if file.is_imagej and series.kind == "imagej":
        about |= _about_imagej(file, axes)
    return about


def ome_metadata(image):
    """Return what tifffile writes into OME-XML for an image with axes."""
    metadata = {"axes": image.axes.upper(), "Name": image.name}
    for axis in image.spacing:
        step, unit = image.spacing[axis], image.units.get(axis)
        if axis in "zyx":
            size = f"PhysicalSize{axis.upper()}"
            metadata |= {size: float(step), f"{size}Unit": SHORT_LENGTHS.get(unit, NO_LENGTH)}
        elif axis == "t" and unit in SHORT_TIMES:
            metadata |= {"TimeIncrement": float(step), "TimeIncrementUnit": SHORT_TIMES[unit]}
    if image.channels:
        metadata["Channel"] = {"Name": list(image.channels)}
    if remarks := _remarks(image):
        metadata["MapAnnotation"] = {"Namespace": ome_xml.OWN, "Value": remarks}
    return metadata


def resolution(image):
    """Return pixels per centimetre along x and y as tifffile's options; none where not known."""
    steps = []
    for axis in "xy":
        short = SHORT_LENGTHS.get(image.units.get(axis))
        if short not in ome_xml.MICROMETRES or axis not in image.spacing:
            return {}
        steps.append(1e4 / (image.spacing[axis] * ome_xml.MICROMETRES[short]))
    if not all(1e-3 < step < 1e9 for step in steps):  # beyond the fractions of a TIFF tag
        return {}
    return {"resolution": tuple(steps), "resolutionunit": 3}


def list_lost(image):
    """Return one sentence for each thing about an image that a TIFF file will not say."""
    if not image.axes:
        said = {
            "the channel names": image.channels,
            "that the numbers name objects": image.labels,
            "the name": image.name,
        }
        return [
            f"{what}: a plain TIFF has no place for it"
            for what, is_there in said.items()
            if is_there
        ]
    lost = []
    for axis in image.axes:
        unit, there = image.units.get(axis), axis in image.spacing
        known = SHORT_TIMES if axis == "t" else SHORT_LENGTHS if axis in "zyx" else {}
        if there and axis == "c":
            lost.append("the spacing of axis c: OME-XML has no place for it")
        elif there and axis == "t" and unit not in known:
            lost.append(f"the spacing of axis t: OME-XML does not know its unit {unit!r}")
        elif unit and not there:
            lost.append(f"the unit of axis {axis}: OME-XML says it with a spacing only")
        elif unit and unit not in known:
            lost.append(f"the unit of axis {axis}: OME-XML does not know {unit!r}")
    return lost


def check_words(image):
    """Raise ValueError where a name holds what XML cannot."""
    for what, words in (("name", [image.name]), ("channel name", image.channels)):
        for word in words:
            if UNWRITABLE.search(word):
                raise ValueError(
                    f"the {what} {word!r} holds control characters, which OME-XML cannot; rename it"
                )


def _xml(file):
    return file.ome_metadata or ""


def _pixels_of(file, series, number):
    """Return the `Pixels` of a series, None where it is not clear which."""
    found = ome_xml.parse(_xml(file))
    if len(found) == len(file.series):
        return found[number]
    named = [pixels for pixels in found if pixels.name == series.name]
    return named[0] if len(named) == 1 else None


def _about_ome(pixels, series, axes):
    if pixels is None:
        return {"axes": axes}
    shape, remarks = tuple(series.shape), pixels.remarks
    own = remarks.get("axes", "")
    lengths = {axis: n for axis, n in zip(axes, shape, strict=False) if axes}
    if axes and own.endswith("yx") and "".join(a for a in own if a in axes) == axes:
        axes = own  # with those of length 1, which OME-XML has always and TIFF never
    if not axes:
        return {"axes": "", "name": pixels.name}
    channels = pixels.channels if any(pixels.channels) else ()
    if len(channels) != lengths.get("c", 1):  # one name for red, green and blue together
        channels = ()
    return {
        "axes": axes,
        "shape": tuple(lengths.get(axis, 1) for axis in axes),
        "spacing": {a: s for a, s in pixels.spacing.items() if a in axes and 0 < s < math.inf},
        "units": {a: u for a, u in pixels.units.items() if a in axes},
        "origin": {a: float(remarks[f"origin {a}"]) for a in axes if f"origin {a}" in remarks},
        "channels": channels,
        "labels": remarks.get("labels") == "true",
        "name": pixels.name,
    }


def _about_imagej(file, axes):
    said, tags = file.imagej_metadata, file.pages.first.tags
    spacing, units = {}, {}
    unit = str(said.get("unit", ""))
    for axis, step, name in (
        ("t", said.get("finterval"), str(said.get("tunit", "sec"))),
        ("z", said.get("spacing"), str(said.get("zunit", unit))),
        ("y", _per_pixel(tags, "YResolution"), str(said.get("yunit", unit))),
        ("x", _per_pixel(tags, "XResolution"), unit),
    ):
        name = name.translate(ome_xml.MU)
        known = IMAGEJ_UNITS.get(name) or (ome_xml.TIMES if axis == "t" else ome_xml.LENGTHS).get(
            name
        )
        if axis not in axes or not isinstance(step, int | float) or not 0 < step < math.inf:
            continue
        if known or name not in ("", "pixel", "pixels"):
            spacing[axis] = float(step)
            units |= {axis: known or name}
    return {"spacing": spacing, "units": units}


def _per_pixel(tags, name):
    many, per = tags.valueof(name, default=(0, 1))
    return per / many if many else None


def _remarks(image):
    """Return what OME-XML has no place for and we know how to read again."""
    remarks = {}
    if any(n == 1 for axis, n in zip(image.axes, image.shape, strict=True) if axis in "tcz"):
        remarks["axes"] = image.axes
    if image.labels:
        remarks["labels"] = "true"
    return remarks | {f"origin {axis}": repr(float(at)) for axis, at in image.origin.items() if at}


SHORT_LENGTHS = {long: short for short, long in ome_xml.LENGTHS.items()}
SHORT_TIMES = {long: short for short, long in ome_xml.TIMES.items()}
