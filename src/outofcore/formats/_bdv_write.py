"""The XML beside BigDataViewer's HDF5, written: `outofcore.formats._bdv_xml` draws it."""

from xml.etree import ElementTree

import numpy as np

ATTRIBUTES = ("illumination", "channel", "tile", "angle")


def write_sequence(hdf5, setups, timepoints, affine):
    """Return the XML of some setups at time points 0, 1, 2 ..., all at one place, as bytes.

    Parameters
    ----------
    hdf5 : str
        Name of the HDF5 file, in the same folder.
    setups : list of (Setup, tuple of int)
        Each with its size in voxels along z, y, x.
    timepoints : int
        How many.
    affine : array, shape (3, 4)
        As in `Sequence.affines`.

    Raises
    ------
    ValueError
        When a name has characters that XML has not.
    """
    root = ElementTree.Element("SpimData", version="0.2")
    _add(root, "BasePath", ".", type="relative")
    sequence = _add(root, "SequenceDescription")
    loader = _add(sequence, "ImageLoader", format="bdv.hdf5")
    _add(loader, "hdf5", hdf5, type="relative")
    views = _add(sequence, "ViewSetups")
    for setup, size in setups:
        _add_setup(views, setup, size)
    for attribute in ATTRIBUTES:
        group = _add(views, "Attributes", name=attribute)
        for number, name in sorted({setup.attributes[attribute] for setup, _ in setups}):
            one = _add(group, attribute.capitalize())
            _add(one, "id", number)
            _add(one, "name", name)
    times = _add(sequence, "Timepoints", type="range")
    _add(times, "first", 0)
    _add(times, "last", timepoints - 1)
    _add(sequence, "MissingViews")
    registrations = _add(root, "ViewRegistrations")
    numbers = np.hstack([affine[::-1, 2::-1], affine[::-1, 3:]])
    for time in range(timepoints):
        for setup, _ in setups:
            view = _add(registrations, "ViewRegistration")
            view.attrib |= {"timepoint": str(time), "setup": str(setup.number)}
            transform = _add(view, "ViewTransform", type="affine")
            _add(transform, "Name", "calibration")
            _add(transform, "affine", _words(numbers.ravel()))
    ElementTree.indent(root)
    data = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    try:
        ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise ValueError(f"a name has characters that XML has not: {error}") from error
    return data


def _add_setup(views, setup, size):
    element = _add(views, "ViewSetup")
    _add(element, "id", setup.number)
    _add(element, "name", setup.name)
    _add(element, "size", _words(size[::-1]))
    voxel = _add(element, "voxelSize")
    _add(voxel, "unit", setup.unit)
    _add(voxel, "size", _words(setup.voxel[::-1]))
    attributes = _add(element, "attributes")
    for attribute in ATTRIBUTES:
        _add(attributes, attribute, setup.attributes[attribute][0])


def _words(numbers):
    return " ".join(repr(n.item() if isinstance(n, np.generic) else n) for n in numbers)


def _add(parent, tag, text=None, **attributes):
    element = ElementTree.SubElement(parent, tag, attributes)
    element.text = None if text is None else str(text)
    return element
