"""OME-XML: axes, sizes in micrometres whatever the unit, and documents that are none."""

import pytest

from outofcore.formats import ome_xml

OME = "http://www.openmicroscopy.org/Schemas/OME"


def document(attributes="", *, inside="", space=f'xmlns="{OME}/2016-06"', images=1):
    """Return an OME-XML document with the given attributes on its Pixels."""
    pixels = (
        '<Pixels ID="Pixels:0" DimensionOrder="XYCZT" Type="uint16" SizeX="6" SizeY="5" SizeC="2" '
        f'SizeZ="4" SizeT="1" {attributes}>{inside}</Pixels>'
    )
    return f"<OME {space}>" + f"<Image>{pixels}</Image>" * images + "</OME>"


def test_axes_come_in_the_order_of_the_pages():
    (pixels,) = ome_xml.parse(document())
    assert (pixels.order, pixels.dtype) == ("xyczt", "uint16")
    assert pixels.sizes == {"x": 6, "y": 5, "c": 2, "z": 4, "t": 1}
    assert list(pixels.sizes) == list("xyczt")


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("", 250.0),  # the schema's default is the micrometre
        ('PhysicalSizeXUnit="µm"', 250.0),
        ('PhysicalSizeXUnit="\u03bcm"', 250.0),  # the Greek letter instead of the sign
        ('PhysicalSizeXUnit="nm"', 0.25),
        ('PhysicalSizeXUnit="mm"', 250_000.0),
        ('PhysicalSizeXUnit="Å"', 0.025),
    ],
)
def test_every_length_becomes_micrometres(unit, expected):
    (pixels,) = ome_xml.parse(document(f'PhysicalSizeX="250" {unit}'))
    assert pixels.spacing_um == {"x": pytest.approx(expected)}


@pytest.mark.parametrize("unit", ["pixel", "reference frame", "furlong"])
def test_a_unit_that_is_no_length_says_nothing(unit):
    (pixels,) = ome_xml.parse(document(f'PhysicalSizeX="1" PhysicalSizeXUnit="{unit}"'))
    assert pixels.spacing_um == {}


@pytest.mark.parametrize("space", ["", f'xmlns="{OME}/2013-06"', f'xmlns="{OME}/2016-06"'])
def test_every_schema_is_read(space):
    inside = '<Channel Name="nuclei"/><Channel/><TiffData/>'
    (pixels,) = ome_xml.parse(document(inside=inside, space=space))
    assert pixels.channels == ("nuclei", "")


def test_each_image_has_its_own():
    assert len(ome_xml.parse(document(images=3))) == 3


@pytest.mark.parametrize("text", ["", "ImageJ=1.53t\nimages=20", "<OME><Image></OME>"])
def test_no_xml_is_refused(text):
    with pytest.raises(ValueError, match="no XML that can be read"):
        ome_xml.parse(text)


def test_the_xml_of_another_is_named():
    with pytest.raises(ValueError, match="of a 'html', not of an 'OME'"):
        ome_xml.parse("<html></html>")
