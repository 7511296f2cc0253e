"""What an HDF5 file holds: data sets one by one, and pyramids where their names say so."""

import re

from outofcore import grid
from outofcore.describe._access import Stored, plan_accesses
from outofcore.describe._model import ArrayInfo, ImageInfo, about_image
from outofcore.formats import hdf5, hdf5_image

COUNTED = 100_000  # chunks of an array, up to which the size of each is looked up
CELLS = re.compile(r"(t\d+/s\d+)/(\d+)/cells")  # BigDataViewer: time point, setup, level
NUMBERS = re.compile(r"[<>]?(bool|u?int|float|complex|[iufc])\d*")  # dtypes that make an image


def kind_of(path):
    """Return in words which program's HDF5 this is."""
    with hdf5.open_lazy(path) as file:
        if "PYTABLES_FORMAT_VERSION" in file.attrs:
            return "HDF5 (PyTables)"
        if "s00/resolutions" in file:
            return "HDF5 (BigDataViewer)"
    return "HDF5"


def name_images(path):
    """Return the names of the arrays of each image, by its name, the full resolution first."""
    names = [info.name for info in hdf5.list_datasets(path)]
    setups = {}
    for name in names:
        if match := CELLS.fullmatch(name):
            setups.setdefault(match[1], []).append((int(match[2]), name))
    found = {setup: tuple(name for _, name in sorted(of)) for setup, of in setups.items()}
    for name in names:
        if f"{name}_1" in names:
            others = range(1, _count_levels(path, name))
            found[name] = (name, *(f"{name}_{number}" for number in others))
    grouped = {name for of in found.values() for name in of}
    return found | {name: (name,) for name in names if name not in grouped}


def describe_image(path, name, arrays):
    """Return the `ImageInfo` of one image, and a sentence about each thing that is wrong with it.

    Parameters
    ----------
    path : path or binary file object
    name : str
    arrays : tuple of str
        The data sets of its levels.
    """
    found = [_describe_array(path, array) for array in arrays]
    levels, sizes = zip(*found, strict=True)
    first, about, problems = levels[0], {}, []
    if CELLS.fullmatch(arrays[0]):
        factors = tuple(tuple(map(_factor, first.shape, level.shape)) for level in levels)
        about = {"axes": "zyx"[-len(first.shape) :], "factors": factors}
    elif len(first.shape) > 1 and NUMBERS.fullmatch(first.dtype):
        about, problems = _about(path, name)
    axes, about["notes"] = about.get("axes", ""), _notes(path, arrays[0])
    if first.layout != "virtual":
        about["accesses"] = plan_accesses(
            first.shape, first.chunks, first.itemsize, sizes[0], axes=axes
        )
    return ImageInfo(name, levels, **about), problems


def _about(path, name):
    """Return what the file says about an image, and what is wrong with it."""
    try:
        with hdf5_image.open_image(path, name) as image:
            return about_image(image), []
    except (ValueError, KeyError, OSError) as error:
        return {}, [str(error)]


def _count_levels(path, name):
    try:
        with hdf5_image.open_image(path, name) as image:
            return len(image.levels)
    except (ValueError, KeyError, OSError):
        return 1


def _describe_array(path, name):
    """Return the `ArrayInfo` of a data set, and the sizes of its chunks."""
    with hdf5.open_lazy(path) as file:
        dataset = hdf5.get_dataset(file, name)
        words, itemsize = _words(dataset.dtype), dataset.dtype.itemsize
        if dataset.shape is None:
            empty = ArrayInfo(name, (), words, "empty", None, None, (), itemsize, 0, 0, True)
            return empty, Stored({}, 0)
        shape, chunks = tuple(dataset.shape), dataset.chunks
        total = dataset.id.get_storage_size()
        count = grid.count_chunks(shape, chunks) if chunks else 1
        plist = dataset.id.get_create_plist()
        codecs = tuple(plist.get_filter(i)[3].decode() for i in range(plist.get_nfilters()))
        if count > COUNTED:
            layout, there = "chunked", None
            stored = Stored(None, total, mean=total / count)
        else:
            chunk_map = hdf5.map_dataset(dataset)
            layout, there = chunk_map.layout, len(chunk_map.extents)
            stored = Stored({extent.index: extent.nbytes for extent in chunk_map.extents}, total)
    place = (name, shape, words, layout, chunks, None, codecs)
    return ArrayInfo(*place, itemsize, total, there, exact=True), stored


def _notes(path, name):
    """Return what else is to be said of a data set."""
    with hdf5.open_lazy(path) as file:
        dataset, notes = hdf5.get_dataset(file, name), []
        if "PYTABLES_FORMAT_VERSION" in file.attrs and (kind := dataset.attrs.get("CLASS")):
            words = kind.decode() if isinstance(kind, bytes) else str(kind)
            notes.append(f"PyTables calls it {words}")
        if dataset.is_virtual:
            notes.append("its values lie in other data sets, which say what reading them costs")
    return tuple(notes)


def _words(dtype):
    """Return what the elements are: NumPy's name, or words for those of a table or a text."""
    if dtype.names:
        return f"{len(dtype.names)} columns"
    return "any length" if dtype.kind == "O" else str(dtype)


def _factor(length, smaller):
    return max(round(length / smaller), 1) if smaller else 1
