"""What a BigDataViewer XML file speaks of: images in an HDF5 file beside it."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from outofcore.describe import _hdf5
from outofcore.describe._model import about_image
from outofcore.formats import bdv


def kind_of(path):
    """Return in words which format this is.

    Raises
    ------
    ValueError
        When it is XML of another kind, or its images lie elsewhere than in HDF5.
    """
    return f"BigDataViewer XML, with {_file(path).name}"


def name_images(path):
    """Return the names of the arrays of each image: a setup at a time point."""
    there = _hdf5.name_images(_file(path))
    names = [f"t{view.timepoint:05d}/s{view.setup:02d}" for view in bdv.list_images(path)]
    if missing := [name for name in names if name not in there]:
        raise ValueError(f"{_file(path)} lacks {', '.join(missing)}, of which {path} speaks")
    return {name: there[name] for name in names}


def describe_image(path, name, arrays):
    """Return the `ImageInfo` of one setup at one time point, and what is wrong with it."""
    info, problems = _hdf5.describe_image(_file(path), name, arrays)
    time, _, setup = name.removeprefix("t").partition("/s")
    try:
        with bdv.open_image(path, int(setup), int(time)) as image:
            title = (f"its name is {image.name!r}",) if image.name else ()
            if str(image.dtype) != info.levels[0].dtype:  # BDV keeps uint16 as int16
                title += (f"its values are {image.dtype}, stored as {info.levels[0].dtype}",)
            return replace(info, notes=info.notes + title, **about_image(image)), problems
    except (ValueError, OSError) as error:
        return info, [*problems, str(error)]


def _file(path):
    """Return the path of the HDF5 file that an XML file names."""
    try:
        root = ElementTree.parse(path).getroot()
    except ElementTree.ParseError as error:
        raise ValueError(f"{path} begins like XML, but {error}") from error
    if root.tag != "SpimData":
        raise ValueError(f"{path} is XML of a {root.tag!r}; BigDataViewer's begins with 'SpimData'")
    loader = root.find("SequenceDescription/ImageLoader")
    name = None if loader is None else loader.findtext("hdf5")
    if not name:
        raise ValueError(f"{path} names no HDF5 file; images that lie elsewhere are not read here")
    return Path(path).parent / name.strip()
