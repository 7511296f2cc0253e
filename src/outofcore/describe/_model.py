"""What was found in a file: plain data, for a table or for JSON."""

import math
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Access:
    """What one typical access would read.

    Attributes
    ----------
    name : str
        "XY plane", "XZ plane", "cube".
    start, shape : tuple of int
        The region that is asked for: where it begins, and its lengths.
    pieces : int
        Chunks that are touched; of an array without chunks, unbroken runs of bytes.
    asked_bytes : int
        What was asked for, unpacked.
    unpacked_bytes : int
        What the touched chunks unpack to.
    stored_bytes : int
        What comes from the disk of the chunks; the index of a shard is not counted.
    exact : bool
        Whether `stored_bytes` adds up the sizes of the touched chunks. If not, it is their number
        times the mean size of a chunk.
    """

    name: str
    start: tuple
    shape: tuple
    pieces: int
    asked_bytes: int
    unpacked_bytes: int
    stored_bytes: int
    exact: bool

    @property
    def amplification(self):
        """Return the bytes unpacked over the bytes asked for; 1.0 is the ideal."""
        return self.unpacked_bytes / self.asked_bytes


@dataclass(frozen=True)
class ArrayInfo:
    """One array as it is stored.

    Attributes
    ----------
    name : str
        Its place in the file: with `outofcore.describe.describe`, `path::name` is this array.
    shape : tuple of int
    dtype : str
    layout : str
        As of `outofcore.formats._chunk_map.ChunkMap`, or "table" and "rows of any length".
    chunks : tuple of int or None
        None where the array lies in one piece.
    shards : tuple of int or None
        What one file holds, where that is several chunks.
    codecs : tuple of str
        What each chunk passes through on its way to the disk.
    itemsize : int
        Bytes per element.
    stored_bytes : int
    stored_chunks : int or None
        How many chunks are there; None where they were not counted.
    exact : bool
        Whether `stored_bytes` was looked up. If not, it is an estimate from some of the chunks.
    """

    name: str
    shape: tuple
    dtype: str
    layout: str
    chunks: tuple | None
    shards: tuple | None
    codecs: tuple
    itemsize: int
    stored_bytes: int
    stored_chunks: int | None
    exact: bool

    @property
    def nbytes(self):
        """Return the bytes of the array, unpacked."""
        return math.prod(self.shape) * self.itemsize

    @property
    def total_chunks(self):
        """Return how many chunks the array has when all are stored."""
        if self.chunks is None:
            return 1
        return math.prod(-(-n // chunk) for n, chunk in zip(self.shape, self.chunks, strict=True))

    @property
    def ratio(self):
        """Return the bytes unpacked over those stored; None where nothing is stored."""
        return self.nbytes / self.stored_bytes if self.stored_bytes else None


@dataclass(frozen=True)
class ImageInfo:
    """One array, or the levels of a pyramid, and what the file says about its axes.

    Attributes
    ----------
    name : str
    levels : tuple of ArrayInfo
        The full resolution first.
    factors : tuple of tuple of float
        How many voxels of the full resolution one voxel of each level spans, per axis.
    axes : str
        One letter per axis; "" where the file does not say.
    spacing, units : dict
        From voxel to voxel by axis, and in which unit.
    channels : tuple of str
    labels : bool
        Whether the numbers name objects.
    accesses : tuple of Access
        Of the full resolution; () for fewer than two axes and for empty arrays.
    notes : tuple of str
        What else there is to know, a sentence each.
    """

    name: str
    levels: tuple
    factors: tuple = ()
    axes: str = ""
    spacing: dict = field(default_factory=dict)
    units: dict = field(default_factory=dict)
    channels: tuple = ()
    labels: bool = False
    accesses: tuple = ()
    notes: tuple = ()


@dataclass(frozen=True)
class Description:
    """What lies at a path.

    Attributes
    ----------
    path : str
    kind : str
        The format in words: "OME-TIFF", "Zarr v3".
    images : tuple of ImageInfo
    notes : tuple of str
        What else there is to know, a sentence each.
    problems : tuple of str
        What is damaged, or could not be understood, a sentence each.
    """

    path: str
    kind: str
    images: tuple
    notes: tuple = ()
    problems: tuple = ()

    def as_dict(self):
        """Return the same as dictionaries, lists, numbers and words: ready for JSON."""
        return {
            "path": self.path,
            "kind": self.kind,
            "notes": list(self.notes),
            "problems": list(self.problems),
            "images": [_image(image) for image in self.images],
        }


def about_image(image):
    """Return what an `outofcore.formats.image.Image` says about itself, for an `ImageInfo`."""
    about = {key: getattr(image, key) for key in ("axes", "spacing", "units", "channels", "labels")}
    return about | {"factors": tuple(level.factors for level in image.levels)}


def _image(image):
    found = {key: _plain(value) for key, value in vars(image).items()}
    found["levels"] = [
        {key: _plain(value) for key, value in vars(level).items()}
        | {"nbytes": level.nbytes, "total_chunks": level.total_chunks, "ratio": level.ratio}
        for level in image.levels
    ]
    found["accesses"] = [
        {key: _plain(value) for key, value in vars(access).items()}
        | {"amplification": access.amplification}
        for access in image.accesses
    ]
    return found


def _plain(value):
    """Return tuples as lists and NumPy's numbers as Python's."""
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value.item() if isinstance(value, np.generic) else value
