"""OME-Zarr, also called NGFF: images and labels, versions 0.4 (Zarr v2) and 0.5 (Zarr v3).

A group with one array per level, and metadata that say what they are::

    cells.zarr/zarr.json           axes, units, scale and translation of each level, channels
    cells.zarr/0  cells.zarr/1     the full resolution, and a smaller copy
    cells.zarr/labels/nuclei/0     objects found in the image, one number for each

Where this module wrote an image, a chunk file that is not there is an error. Elsewhere it is what
Zarr says: never written, and so zero.
"""

import contextlib
import math
from dataclasses import replace
from pathlib import Path

import numpy as np

from outofcore import grid
from outofcore.formats import _ngff_groups as groups
from outofcore.formats import _ngff_write as write
from outofcore.formats import zarr
from outofcore.formats._ngff_meta import version_of


def open_lazy(path):
    """Return the group at `path`, read-only. Nothing but metadata is read.

    Raises
    ------
    FileNotFoundError
        When there is nothing.
    ValueError
        When it is not OME-Zarr, or its metadata are damaged.
    """
    groups.about(Path(path))
    return zarr.open_lazy(path)


def list_images(path):
    """Return the names of all images at `path`, as `open_image` takes them.

    The group itself is "". Series of bioformats2raw are "0", "1" ..., fields of a plate are
    "A/1/0", and labels come after their image: "labels/nuclei", "0/labels/nuclei".

    Raises
    ------
    FileNotFoundError, ValueError
        As for `open_lazy`.
    """
    return list(groups.names(Path(path)))


@contextlib.contextmanager
def open_image(path, name="", label=None):
    """Return a context that yields the `Image` at `path`; voxels are read when a level is sliced.

    Parameters
    ----------
    path : path
    name : str
        One of `list_images`: a group below `path`.
    label : str, optional
        The name of labels below that image.

    Yields
    ------
    outofcore.formats.image.Image
        Its levels have `shape`, `dtype`, `chunks`, slicing and `read_into`. An axis has a spacing
        if its scale has a unit or is not 1: OME-Zarr has no other way to leave it open. Of several
        images in one group (`multiscales`), it is the first.

    Raises
    ------
    FileNotFoundError
        When there is nothing, or a level is missing.
    ValueError
        When it is not OME-Zarr 0.4 or 0.5, its metadata are damaged, its axes are others than
        some of t, c, z, y, x in this order, or there is no such image.
    """
    if label is not None:
        name = "/".join([*filter(None, [name]), "labels", label])
    yield groups.open_group(Path(path), name, labels=label is not None)


def lost(image, *, version="0.5", **options):
    """Return in words what an image knows and OME-Zarr cannot hold; [] when nothing is lost."""
    found = []
    for axis in image.axes:
        if axis in image.units and axis not in image.spacing:
            found.append(f"the unit {image.units[axis]} of axis {axis}, which has no spacing")
        if image.spacing.get(axis) == 1 and axis not in image.units:
            found.append(
                f"that the spacing of axis {axis} is known to be 1: without a unit, a scale of 1 "
                "also stands for one that is not known"
            )
    return found


@contextlib.contextmanager
def creating(
    path,
    image,
    *,
    blocks,
    version="0.5",
    chunks=None,
    compressors=None,
    overwrite=False,
    resume=False,
    durable=False,
    identity=None,
):
    """Return a context that yields one sink per level of an image that is to be written.

    Parameters
    ----------
    path : path
        A folder; made under a hidden name beside it, and renamed at the end.
    image : outofcore.formats.image.Image
        Of its levels only `shape` and `dtype` are used.
    blocks : tuple of int, or list of tuple of int
        What `write` takes, for all levels or for each: the shape of what one file holds. Cut to
        the level.
    version : str
        "0.5", which is Zarr v3, or "0.4", which is Zarr v2.
    chunks : tuple of int, or list of tuple of int, optional
        What one read unpacks, where that is less than a block: the blocks are shards then. For
        0.5 only.
    compressors : optional
        What `zarr.create_array` takes, of Blosc, gzip and Zstandard (any of numcodecs for 0.4).
    overwrite : bool
        Whether an OME-Zarr folder at `path` may be replaced, labels and all. It stays until the
        new one is complete.
    resume : bool
        Whether to leave what was written when an error or a kill ends the run, and to go on with
        what an earlier run left. Ask `has(number)` of a sink for what is there already.
    durable : bool
        Whether each block waits for the disk. Without, blocks survive a kill but not a power cut.
    identity : dict, optional
        What else a run that goes on has to agree in, as JSON: which source it reads, for instance.

    Yields
    ------
    list
        Sinks with `write(number, block)`, `has(number)`, `read(number, room)`. Several threads may
        call them; `number` is the block's place in the grid of blocks.

    Raises
    ------
    ValueError
        When OME-Zarr cannot hold the image (see `lost` for what is only left out), shards and
        chunks do not go together, a run to be resumed had another plan, or blocks are missing at
        the end.
    FileExistsError, OSError
        When there is something at `path`, or the disk has too little room.

    Notes
    -----
    What a killed run left is a hidden folder, .NAME.part with `resume` and .NAME.xxxxxxxx.part
    without. One run at a time may resume; it has to bring the same voxels, which nobody checks.
    """
    path = Path(path)
    write.check_target(path, overwrite)
    how = {"chunks": chunks, "compressors": compressors, "durable": durable, "resume": resume}
    how |= {"overwrite": overwrite, "identity": identity}
    with write.making(path, image, blocks, version, **how) as sinks:
        yield sinks


@contextlib.contextmanager
def add_labels(
    path, name, image, *, blocks, chunks=None, compressors=None, resume=False, durable=False
):
    """Return a context that yields one sink per level of labels, below an image that exists.

    Parameters
    ----------
    path : path
        Of the image; its version is that of the labels.
    name : str
        They will lie at labels/`name`, and be listed there once they are complete.
    image : outofcore.formats.image.Image
        Of whole numbers, and with as many levels as the image at `path`.
    blocks, chunks, compressors, resume, durable
        As for `creating`.

    Raises
    ------
    FileExistsError
        When there are labels of this name; they are never replaced.
    FileNotFoundError, ValueError, OSError
        As for `open_image` and `creating`.
    """
    path = Path(path)
    parent = groups.read_image(path, path)
    version = version_of(groups.attributes(path))
    write.check_can_grow(path, version)
    if not name or name.startswith(".") or set(name) & set("/\\"):
        raise ValueError(f"{name!r} is no name for labels; give a word without slashes")
    if len(image.levels) != len(parent.paths):
        raise ValueError(
            f"the labels have {len(image.levels)} levels, {path} has {len(parent.paths)}; "
            "OME-Zarr wants as many of each"
        )
    folder = path / "labels"
    if (folder / name).exists():
        raise FileExistsError(f"{folder / name} exists; delete it, or choose another name")
    write.label_files(folder, name, version)  # raises while nothing is written
    how = {"chunks": chunks, "compressors": compressors, "durable": durable, "resume": resume}
    image = replace(image, labels=True)
    try:
        with write.making(folder / name, image, blocks, version, below=True, **how) as sinks:
            yield sinks
    except BaseException:
        with contextlib.suppress(OSError):  # it is not empty, or was never made
            folder.rmdir()
        raise
    for file, data in write.label_files(folder, name, version).items():
        zarr.write_file(folder / file, data, durable=durable)


def write_image(path, image, *, chunks, shards=None, progress=None, **options):
    """Write an image with all its levels to a new OME-Zarr folder, one block at a time.

    Parameters
    ----------
    path : path
    image : outofcore.formats.image.Image
        Its levels are read in blocks.
    chunks : tuple of int, or list of tuple of int
        For all levels or for each.
    shards : tuple of int, or list of tuple of int, optional
        What one file holds, where that is several chunks.
    progress : callable, optional
        Called with the number of bytes just dealt with.
    **options
        As for `creating`: version, compressors, overwrite, resume, durable.

    Raises
    ------
    ValueError, FileExistsError, OSError
        As for `creating`.

    >>> import tempfile
    >>> from outofcore.formats.image import make_image
    >>> image = make_image(np.zeros((4, 6), "u1"), axes="yx", spacing={"y": 0.5, "x": 0.25})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_image(f"{folder}/a.zarr", image, chunks=(4, 4))
    ...     with open_image(f"{folder}/a.zarr") as found:
    ...         found.spacing, found.levels[0].array[2:].shape
    ({'y': 0.5, 'x': 0.25}, (2, 6))
    """
    blocks = shards or chunks
    with creating(path, image, blocks=blocks, chunks=shards and chunks, **options) as sinks:
        for level, block, sink in zip(
            image.levels, write.each_level(blocks, image), sinks, strict=True
        ):
            shape = level.array.shape
            for number in np.ndindex(*grid.grid_shape(shape, block)):
                region = grid.chunk_region(number, shape, block)
                if not sink.has(number):
                    sink.write(number, np.asarray(zarr.read_block(level.array, region)))
                if progress is not None:
                    lengths = [one.stop - one.start for one in region]
                    progress(math.prod(lengths) * image.dtype.itemsize)
