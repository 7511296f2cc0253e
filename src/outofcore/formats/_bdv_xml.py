"""What the XML beside BigDataViewer's HDF5 says: which views there are, and where each lies.

::

    SpimData
      SequenceDescription
        ImageLoader          the HDF5 file
        ViewSetups           channel, angle, tile ...: size and voxel size of each
        Timepoints           numbers
        MissingViews         (time point, setup) that were never recorded
      ViewRegistrations      (time point, setup) -> affine transformations

A view is a setup at a time point. Lengths stand in the order x, y, z there; here they are z, y, x.
"""

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np


@dataclass(frozen=True)
class Setup:
    """One camera's view of the sample: an angle, a channel, a tile.

    Attributes
    ----------
    number : int
    name : str
    voxel : tuple of float or None
        Size of a voxel along z, y, x; None where it is not said.
    unit : str
        As it is written; "" where there is none.
    attributes : dict of str to (int, str)
        The number and name of its channel, angle ...
    """

    number: int
    name: str
    voxel: tuple | None
    unit: str
    attributes: dict


@dataclass(frozen=True)
class Sequence:
    """What an XML file says.

    Attributes
    ----------
    hdf5 : Path
    setups : dict of int to Setup
    timepoints : tuple of int
    missing : frozenset of (int, int)
        Time point and setup of views that were never recorded.
    affines : dict of (int, int) to array, shape (3, 4)
        From voxel to place of each (time point, setup); rows and columns are z, y, x.
    """

    hdf5: Path
    setups: dict
    timepoints: tuple
    missing: frozenset
    affines: dict


def read_sequence(path):
    """Return the `Sequence` of the XML file at `path`.

    Raises
    ------
    FileNotFoundError
        When there is no file.
    ValueError
        When it is no XML, not of BigDataViewer, or of one of its formats that is not HDF5.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"no file at {path}")
    try:
        root = ElementTree.fromstring(path.read_bytes())
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise ValueError(f"{path} is no XML that can be read: {error}") from error
    if root.tag != "SpimData":
        raise ValueError(f"{path} is XML of a {root.tag!r}, not BigDataViewer's 'SpimData'")
    loader = root.find("SequenceDescription/ImageLoader")
    kind = None if loader is None else loader.get("format")
    if kind != "bdv.hdf5":
        raise ValueError(f"{path} is for images of format {kind!r}; only 'bdv.hdf5' is read here")
    try:
        return _sequence(root, loader, path.absolute().parent)
    except (AttributeError, ValueError, TypeError) as error:
        raise ValueError(f"{path} does not say what it should: {error}") from error


def _sequence(root, loader, folder):
    sequence = root.find("SequenceDescription")
    base = root.find("BasePath")
    if base is not None and base.text and base.get("type") == "relative":
        folder = folder / base.text.strip()
    file = loader.find("hdf5")
    hdf5 = folder / file.text.strip() if file.get("type") == "relative" else Path(file.text.strip())
    names = _attribute_names(sequence)
    setups = [_setup(element, names) for element in sequence.iterfind("ViewSetups/ViewSetup")]
    if not setups:
        raise ValueError("there are no ViewSetups")
    missing = sequence.iterfind("MissingViews/MissingView")
    return Sequence(
        hdf5=hdf5,
        setups={setup.number: setup for setup in setups},
        timepoints=_timepoints(sequence.find("Timepoints")),
        missing=frozenset((int(m.get("timepoint")), int(m.get("setup"))) for m in missing),
        affines=_affines(root),
    )


def _attribute_names(sequence):
    """Return the name of each (attribute, number)."""
    found = {}
    for group in sequence.iterfind("ViewSetups/Attributes"):
        for one in group:
            if (number := one.findtext("id")) is not None:
                found[group.get("name"), int(number)] = (one.findtext("name") or "").strip()
    return found


def _setup(element, names):
    voxel, unit = element.find("voxelSize"), ""
    if voxel is not None:
        unit = (voxel.findtext("unit") or "").strip()
        voxel = _numbers(voxel.findtext("size"), 3)[::-1]
    attributes = {}
    for attribute in element.iterfind("attributes/*"):
        number = int(attribute.text)
        attributes[attribute.tag] = number, names.get((attribute.tag, number), "")
    number = int(element.findtext("id"))
    return Setup(number, (element.findtext("name") or "").strip(), voxel, unit, attributes)


def _timepoints(element):
    """Return the numbers of the time points; 0 alone where nothing is said."""
    if element is None:
        return (0,)
    kind = element.get("type")
    if kind == "range":
        found = range(int(element.findtext("first")), int(element.findtext("last")) + 1)
    elif kind == "list":
        found = [int(one.findtext("id")) for one in element.iterfind("Timepoint")]
    elif kind == "pattern":
        found = _pattern(element.findtext("integerpattern") or "")
    else:
        raise ValueError(f"time points of type {kind!r}")
    if len(found) == 0:
        raise ValueError("there are no time points")
    return tuple(found)


def _pattern(text):
    """Return the numbers that a pattern means.

    >>> _pattern("0-6:2, 9")
    [0, 2, 4, 6, 9]
    """
    found = []
    for part in text.split(","):
        span, _, step = part.strip().partition(":")
        first, _, last = span.partition("-")
        found += range(int(first), int(last or first) + 1, int(step or 1))
    return found


def _affines(root):
    """Return where the views lie. The first transformation of a list is applied last."""
    found = {}
    for view in root.iterfind("ViewRegistrations/ViewRegistration"):
        whole = np.eye(4)
        for transform in view.iterfind("ViewTransform"):
            rows = np.reshape(_numbers(transform.findtext("affine"), 12), (3, 4))
            whole = whole @ np.vstack([rows, [0, 0, 0, 1]])
        turned = np.hstack([whole[2::-1, 2::-1], whole[2::-1, 3:]])
        found[int(view.get("timepoint")), int(view.get("setup"))] = turned
    return found


def _numbers(text, count):
    found = tuple(float(word) for word in (text or "").replace(",", " ").split())
    if len(found) != count:
        raise ValueError(f"{text!r} should be {count} numbers")
    return found
