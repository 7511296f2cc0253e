"""Where an image comes from and goes to: a path, what kind of file it is, a name inside it."""

import contextlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from outofcore.describe import kind_of
from outofcore.formats import bdv, hdf5_image, ngff, pytables_image, tiff_image, zarr_image
from outofcore.formats.image import check_axes, make_image

ENDINGS = {  # of a target; the longest that fits
    ".ome.zarr": "ome-zarr",
    ".zarr": "ome-zarr",
    ".ome.tif": "ome-tiff",
    ".ome.tiff": "ome-tiff",
    ".ome.tf8": "ome-tiff",
    ".tif": "ome-tiff",
    ".tiff": "ome-tiff",
    ".h5": "hdf5",
    ".hdf5": "hdf5",
    ".xml": "bdv",
}
KINDS = ("ome-zarr", "ome-zarr-0.4", "zarr", "ome-tiff", "hdf5", "pytables", "bdv")
FOUND = {  # how the words that describe a source begin
    "OME-Zarr": "ome-zarr",
    "Zarr": "zarr",
    "a folder of TIFF planes": "planes",
    "HDF5 (PyTables)": "pytables",
    "HDF5": "hdf5",
    "BigDataViewer": "bdv",
    "NumPy": "npy",
}  # all others are kinds of TIFF
GUESSED = {2: "yx", 3: "zyx"}  # of an image that says nothing about its axes


@dataclass(frozen=True)
class Place:
    """A file or folder, and what of it.

    Attributes
    ----------
    path : Path
    kind : str
        One of `KINDS`; of a source also "planes" (a folder of TIFF files) and "npy".
    name : str
        The array or image inside; "" for the only one, the first, or all setups as channels.
    """

    path: Path
    kind: str
    name: str = ""

    def __str__(self):
        return f"{self.path}{'::' if self.name else ''}{self.name} ({self.kind})"


def split_name(text):
    """Return the path and the name inside it, of "path" or "path::name".

    >>> split_name("scan.h5::raw/nuclei")
    (PosixPath('scan.h5'), 'raw/nuclei')
    """
    path, _, name = str(text).partition("::")
    return Path(path).expanduser(), name


def find_target(text, kind=None):
    """Return the `Place` to write to; the ending says the format where `kind` does not.

    Raises
    ------
    ValueError
        For a format that is not known, or an ending that says none.
    """
    path, name = split_name(text)
    if kind is not None and kind not in KINDS:
        raise ValueError(f"no format {kind!r}; there are {', '.join(KINDS)}")
    if kind is None:
        fits = [end for end in ENDINGS if path.name.lower().endswith(end)]
        if not fits:
            raise ValueError(
                f"the ending of {path.name} says no format; use one of {', '.join(ENDINGS)}, or "
                f"say the format: {', '.join(KINDS)}"
            )
        kind = ENDINGS[max(fits, key=len)]
    return Place(path, kind, name)


def find_source(text):
    """Return the `Place` of an image that exists, its kind told by its content.

    Raises
    ------
    FileNotFoundError
        When there is nothing.
    ValueError
        When it is none of the formats.
    """
    path, name = split_name(text)
    if not path.exists():
        raise FileNotFoundError(f"no file or folder at {path}")
    words = kind_of(path)
    kind = next((kind for start, kind in FOUND.items() if words.startswith(start)), "ome-tiff")
    return Place(path, kind, name)


@contextlib.contextmanager
def open_source(place, *, axes=None, spacing=None, labels=None):
    """Return a context that yields the `Image` of a place, with what the user says about it.

    Raises
    ------
    ValueError
        When what the user says does not go with the image.
    """
    with open_place(place) as image:
        if axes:
            check_axes(axes, image.shape)
            image = replace(image, axes=axes, spacing={}, units={}, origin={}, channels=())
        if spacing:
            units = {axis: "second" if axis == "t" else "micrometer" for axis in spacing}
            image = replace(image, spacing=image.spacing | spacing, units=image.units | units)
        yield image if labels is None else replace(image, labels=labels)


@contextlib.contextmanager
def open_place(place):
    """Return a context that yields the `Image` of a place as the file has it."""
    path, name = place.path, place.name
    opened = {
        "ome-zarr": lambda: ngff.open_image(path, name),
        "ome-zarr-0.4": lambda: ngff.open_image(path, name),
        "zarr": lambda: zarr_image.open_image(path, name),
        "ome-tiff": lambda: tiff_image.open_image(path, _number(name)),
        "planes": lambda: tiff_image.open_planes(path, name or "*.tif*"),
        "hdf5": lambda: hdf5_image.open_image(path, name or None),
        "pytables": lambda: pytables_image.open_image(path, name or None),
        "bdv": lambda: bdv.open_image(path, setup=_number(name) if name else None),
        "npy": lambda: _open_npy(path),
    }[place.kind]()
    with opened as image:
        yield image


@contextlib.contextmanager
def _open_npy(path):
    yield make_image(np.load(path, mmap_mode="r"), name=path.stem)


def _number(text):
    """Return which one of several, of "" or digits."""
    if text and not text.isdigit():
        raise ValueError(f"::{text} should be a number, counted from 0")
    return int(text or 0)
