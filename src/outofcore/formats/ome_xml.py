"""What OME-XML says about an image: its axes, its channels, and how large a pixel is.

OME-XML is the text that OME-TIFF keeps in the first page's ImageDescription. `ome-types` knows the
whole schema, and for that needs 2 seconds to be imported, ten times tifffile's quarter of a second.
A reader of pixels needs six attributes; the standard library takes them out here.
"""

from dataclasses import dataclass
from xml.etree import ElementTree

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
    """

    order: str
    sizes: dict
    dtype: str
    spacing_um: dict
    channels: tuple


def parse(text):
    """Return one `Pixels` per image of an OME-XML document.

    Raises
    ------
    ValueError
        When the text is no XML, or not OME's.

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
    return [_pixels(element) for element in root.iter() if _bare(element.tag) == "Pixels"]


def _pixels(element):
    order = element.get("DimensionOrder").lower()
    channels = [child.get("Name", "") for child in element if _bare(child.tag) == "Channel"]
    return Pixels(
        order=order,
        sizes={axis: int(element.get(f"Size{axis.upper()}")) for axis in order},
        dtype=element.get("Type"),
        spacing_um={axis: um for axis in "zyx" if (um := _micrometres(element, axis)) is not None},
        channels=tuple(channels),
    )


def _micrometres(element, axis):
    """Return the size of a pixel along `axis` in micrometres, None where it is not given."""
    size = element.get(f"PhysicalSize{axis.upper()}")
    unit = element.get(f"PhysicalSize{axis.upper()}Unit", "µm").translate(MU)
    return float(size) * MICROMETRES[unit] if size and unit in MICROMETRES else None


def _bare(tag):
    """Return the name of an element without its namespace, which changes with every schema."""
    return tag.rpartition("}")[2]
