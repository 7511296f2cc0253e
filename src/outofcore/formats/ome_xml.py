"""What OME-XML says about an image: its axes, its channels, and how large a pixel is.

OME-XML is the text that OME-TIFF keeps in the first page's ImageDescription. `ome-types` knows the
whole schema, and for that needs 2 seconds to be imported, ten times tifffile's quarter of a second.
A reader of pixels needs six attributes; the standard library takes them out here.
"""

from dataclasses import dataclass, field
from xml.etree import ElementTree

PREFIXES = {
    "Y": "yotta",
    "Z": "zetta",
    "E": "exa",
    "P": "peta",
    "T": "tera",
    "G": "giga",
    "M": "mega",
    "k": "kilo",
    "h": "hecto",
    "da": "deca",
    "": "",
    "d": "deci",
    "c": "centi",
    "m": "milli",
    "µ": "micro",
    "n": "nano",
    "p": "pico",
    "f": "femto",
    "a": "atto",
    "z": "zepto",
    "y": "yocto",
}
LENGTHS = {short + "m": long + "meter" for short, long in PREFIXES.items()}
LENGTHS |= {"Å": "angstrom", "in": "inch", "ft": "foot", "yd": "yard", "mi": "mile", "pc": "parsec"}
TIMES = {short + "s": long + "second" for short, long in PREFIXES.items()}
TIMES |= {"min": "minute", "h": "hour", "d": "day"}
OWN = "outofcore/image"  # the namespace of what we say and OME-XML has no place for
MICROMETRES = {"m": 1e6, "cm": 1e4, "mm": 1e3, "µm": 1.0, "nm": 1e-3, "pm": 1e-6, "Å": 1e-4}
MU = str.maketrans("\u03bc", "\u00b5")  # the Greek letter, which some programs write, to the sign


@dataclass(frozen=True)
class Pixels:
    """One image of an OME-XML document.

    Attributes
    ----------
    order : str
        The axes as the pages follow each other, the fastest first: "xyzct".
    sizes : dict of str to int
        The length of each axis, in that order.
    dtype : str
        OME's name, which is NumPy's but for "float" and "double".
    spacing_um : dict of str to float
        Micrometres from pixel to pixel, for the axes of which the document says so.
    channels : tuple of str
        Their names; "" for one without.
    spacing : dict of str to float
        From pixel to pixel, and from time to time, in the document's own units.
    units : dict of str to str
        Of the spacing, by the UDUNITS-2 name: "micrometer"; none for "reference frame" or "pixel".
    name : str
        Of the image.
    remarks : dict of str to str
        What `outofcore` wrote beside it, in a MapAnnotation of its own.
    """

    order: str
    sizes: dict
    dtype: str
    spacing_um: dict
    channels: tuple
    spacing: dict = field(default_factory=dict)
    units: dict = field(default_factory=dict)
    name: str = ""
    remarks: dict = field(default_factory=dict)


def parse(text):
    """Return one `Pixels` per image of an OME-XML document.

    Raises
    ------
    ValueError
        When the text is no XML, or not OME's, or an image lacks its sizes.

    Notes
    -----
    A size without a unit is in micrometres: the schema's default. A unit that is no length
    ("pixel", "reference frame") says nothing about micrometres, so such an axis is left out.

    >>> text = '<OME><Image><Pixels DimensionOrder="XYZCT" Type="uint16" SizeX="6" SizeY="5"'
    >>> text += ' SizeZ="4" SizeC="1" SizeT="1" PhysicalSizeX="500" PhysicalSizeXUnit="nm"/>'
    >>> (pixels,) = parse(text + "</Image></OME>")
    >>> pixels.sizes["z"], pixels.spacing_um
    (4, {'x': 0.5})
    """
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise ValueError(f"this is no XML that can be read: {error}") from error
    if _bare(root.tag) != "OME":
        raise ValueError(f"the XML is of a {_bare(root.tag)!r}, not of an 'OME'")
    remarks, images = _remarks(root), {}
    for image in root.iter():
        for element in image:
            if _bare(element.tag) == "Pixels":
                images[element] = image
    try:
        return [_pixels(element, image, remarks) for element, image in images.items()]
    except (AttributeError, TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"the OME-XML lacks what an image must have: {error}") from error


def _pixels(element, image, remarks):
    order = element.get("DimensionOrder").lower()
    channels = [child.get("Name", "") for child in element if _bare(child.tag) == "Channel"]
    spacing, units = _steps(element)
    own = [child.get("ID") for child in image if _bare(child.tag) == "AnnotationRef"]
    return Pixels(
        order=order,
        sizes={axis: int(element.get(f"Size{axis.upper()}")) for axis in order},
        dtype=element.get("Type"),
        spacing_um={axis: um for axis in "zyx" if (um := _micrometres(element, axis)) is not None},
        channels=tuple(channels),
        spacing=spacing,
        units=units,
        name=image.get("Name", ""),
        remarks=next((remarks[number] for number in own if number in remarks), {}),
    )


def _steps(element):
    """Return the steps along the axes and their units, both as the document has them."""
    spacing, units = {}, {}
    for axis in "tzyx":
        name = "TimeIncrement" if axis == "t" else f"PhysicalSize{axis.upper()}"
        if size := element.get(name):
            known, default = (TIMES, "s") if axis == "t" else (LENGTHS, "µm")
            unit = element.get(f"{name}Unit", default).translate(MU)
            spacing[axis] = float(size)
            if unit in known:
                units[axis] = known[unit]
    return spacing, units


def _remarks(root):
    """Return what stands in annotations of our own, by their ID."""
    found = {}
    for element in root.iter():
        if _bare(element.tag) == "MapAnnotation" and element.get("Namespace") == OWN:
            pairs = (child for child in element.iter() if _bare(child.tag) == "M")
            found[element.get("ID")] = {child.get("K"): child.text or "" for child in pairs}
    return found


def _micrometres(element, axis):
    """Return the size of a pixel along `axis` in micrometres, None where it is not given."""
    size = element.get(f"PhysicalSize{axis.upper()}")
    unit = element.get(f"PhysicalSize{axis.upper()}Unit", "µm").translate(MU)
    return float(size) * MICROMETRES[unit] if size and unit in MICROMETRES else None


def _bare(tag):
    """Return the name of an element without its namespace, which changes with every schema."""
    return tag.rpartition("}")[2]
