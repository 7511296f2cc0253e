"""The groups of an OME-Zarr folder: which of them are images, and what they say."""

import json

from outofcore.formats import _ngff_meta as meta
from outofcore.formats import zarr
from outofcore.formats._ngff_levels import open_level
from outofcore.formats.image import Image, Level

IMAGES = ("multiscales", "bioformats2raw.layout", "plate", "well", "labels")
GROUP = ("zarr.json", ".zgroup")


def attributes(folder):
    """Return the attributes of the group in a folder, past what may have been consolidated.

    Raises
    ------
    FileNotFoundError
        When there is nothing.
    ValueError
        When it is no group, or damaged.
    """
    if not is_group(folder):
        zarr.open_lazy(folder)  # its words for what is missing, or not Zarr
        raise ValueError(f"{folder} is a Zarr array; an OME-Zarr image is a group")
    file = folder / "zarr.json"
    file = file if file.is_file() else folder / ".zattrs"
    if not file.is_file():
        return {}
    try:
        document = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{file} is damaged: {error}") from error
    if isinstance(document, dict) and file.name == "zarr.json":
        document = document.get("attributes", {})
    if not isinstance(document, dict):
        raise ValueError(f"{file} is damaged: {document!r} is not a dictionary")
    return document


def is_group(folder):
    """Return whether a folder has the metadata of a Zarr group (or of a v3 array)."""
    return any((folder / name).is_file() for name in GROUP)


def about(folder):
    """Return what a group says of OME-Zarr.

    Raises
    ------
    FileNotFoundError, ValueError
        As `attributes`, or when it says nothing.
    """
    inner = _inner(folder)
    if not any(word in inner for word in IMAGES):
        raise ValueError(
            f"{folder} is Zarr, but it has none of OME-Zarr's metadata ({', '.join(IMAGES)}); "
            "outofcore.formats.zarr opens it"
        )
    return inner


def names(folder, name=""):
    """Yield the names of the images in a group and below it; labels come after their image."""
    inner = about(folder)
    prefix = f"{name}/" if name else ""
    if "multiscales" in inner:
        yield name
        if is_group(folder / "labels"):
            listed = _inner(folder / "labels")
            yield from (f"{prefix}labels/{one}" for one in _words(listed, "labels", folder))
        return
    yield from (prefix + one for one in _words(inner, "labels", folder))
    for one in [
        *_series(folder, inner),
        *_paths(inner, "plate", "wells", folder),
        *_paths(inner, "well", "images", folder),
    ]:
        yield from names(folder / one, prefix + one)


def read_image(path, folder):
    """Return the `Multiscale` of a group, or say which images there are instead.

    Raises
    ------
    FileNotFoundError, ValueError
        When it is no image, or not one that can be read.
    """
    if folder != path and path.is_dir() and not folder.is_dir():
        raise ValueError(f"no image at {folder}; those in {path} are {list(names(path))}")
    if "multiscales" not in about(folder):
        raise ValueError(f"{folder} is no image itself; give one of {list(names(folder))}")
    try:
        return meta.parse(attributes(folder))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{folder} is not an image that can be read: {error}") from error


def open_group(path, name="", *, labels=False):
    """Return the `Image` of one group; `labels` where its place says that it is labels."""
    folder = path / name
    found = read_image(path, folder)
    arrays = [open_level(folder / one, every_block=found.every_block) for one in found.paths]
    shapes = [tuple(array.shape) for array in arrays]
    for one, shape in zip(found.paths, shapes, strict=True):
        if len(shape) != len(found.axes):
            raise ValueError(
                f"{folder / one} has shape {shape}, but the metadata name the axes {found.axes!r}"
            )
    levels = map(Level, arrays, found.factors(shapes))
    try:
        return Image(
            tuple(levels),
            axes=found.axes,
            spacing=found.spacing,
            units=found.units,
            origin=found.origin,
            channels=found.channels,
            labels=found.labels or labels,
            name=found.name,
        )
    except ValueError as error:
        raise ValueError(f"{folder} contradicts itself: {error}") from error


def _inner(folder):
    try:
        return meta.about(attributes(folder))
    except ValueError as error:
        raise ValueError(
            str(error) if str(folder) in str(error) else f"{folder}: {error}"
        ) from error


def _words(inner, key, folder):
    """Return a list of paths, which must lie inside of the group."""
    found = inner.get(key) or []
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError(f"{folder}: its {key!r} is {found!r}; a list of paths belongs there")
    return [meta.check_inside(one) for one in found]


def _paths(inner, holder, key, folder):
    """Return the paths that a plate or a well lists."""
    found = inner.get(holder) or {}
    listed = found.get(key, []) if isinstance(found, dict) else found
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise ValueError(f"{folder}: its {holder!r} is {found!r}; {key} with paths belong there")
    return _words({key: [one.get("path") for one in listed]}, key, folder)


def _series(folder, inner):
    """Return the groups that bioformats2raw made: as they are listed, or counted up."""
    if "bioformats2raw.layout" not in inner:
        return []
    if is_group(folder / "OME") and (listed := _words(_inner(folder / "OME"), "series", folder)):
        return listed
    numbers = range(sum(one.is_dir() for one in folder.iterdir()))
    return [str(number) for number in numbers if (folder / str(number)).is_dir()]
