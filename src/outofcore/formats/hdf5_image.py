"""Images in HDF5: one data set per level, and attributes that say what the axes are.

The full resolution lies under the image's own name, its smaller copies beside it::

    cells.h5/image        attributes: image (JSON, everything), DIMENSION_LABELS, element_size_um
    cells.h5/image_1      half as large
    cells.h5/image_2

So `cells.h5::image` means the full resolution to every program. HDF5 itself knows no images: what
other programs wrote is understood by the conventions that `outofcore.formats._hdf5_about` lists.
"""

import contextlib
from pathlib import Path

import h5py

from outofcore.formats import hdf5
from outofcore.formats._hdf5_about import read_about, read_own, write_about
from outofcore.formats._hdf5_sinks import check_levels, create_sink, new_file, stored_bytes
from outofcore.formats._hdf5_source import check_target, named, open_file
from outofcore.formats._hdf5_virtual import Part, join, layout
from outofcore.formats.hdf5_chunks import Chunks
from outofcore.formats.image import Image, Level
from outofcore.paths import check_free_space, write_beside


def list_images(path):
    """Return the names of the images in the file at `path`: what `open_image` takes.

    Smaller copies of an image of ours are not named, nor is what has one axis, or no numbers.
    """
    with open_file(path) as file, named(path, TypeError, OverflowError):
        names, copies = [], set()
        for info in hdf5.list_datasets(path):
            own = read_own(file[info.name])
            copies.update(
                _beside(info.name, copy) for copy in (own or {"levels": []})["levels"][1:]
            )
            numbers = info.dtype.kind in "biufc" and info.shape is not None
            if own is not None or (numbers and len(info.shape) > 1):
                names.append(info.name)
    return [name for name in names if name not in copies]


@contextlib.contextmanager
def open_image(path, name=None):
    """Return a context that yields the `Image` at `name` in the file at `path`.

    Parameters
    ----------
    path : path
    name : str, optional
        The data set; by default the only image of the file.

    Yields
    ------
    outofcore.formats.image.Image
        Its arrays are `outofcore.formats.hdf5_chunks.Chunks`: nothing is read before they are
        sliced. They work as long as the context lasts.

    Raises
    ------
    FileNotFoundError
        When there is no file.
    ValueError
        When the file is not HDF5 or damaged, says nonsense about itself, or has several images and
        no `name` was given.
    KeyError
        When there is no such data set; the message lists those there are.
    """
    name = _only_image(path) if name is None else name.strip("/")
    with open_file(path) as file:
        with named(f"{name} in {path}", TypeError, OverflowError):
            image = _image(file, path, name)
        yield image


def lost(image, **options):
    """Return what a file cannot hold of an image: nothing. Other numbers are refused."""
    return []


@contextlib.contextmanager
def creating(
    path,
    image,
    *,
    blocks,
    name="image",
    compression=None,
    compression_opts=None,
    shuffle=False,
    fletcher32=False,
    overwrite=False,
    resume=False,
    durable=False,
):
    """Return a context that makes a new file for an image, and yields a sink for each level.

    Parameters
    ----------
    path : path
        Written beside and renamed at the end of the context; after an error nothing is left.
    image : outofcore.formats.image.Image
        Its arrays need `shape` and `dtype` only.
    blocks : sequence of tuple of int
        The chunk shape of each level, which is that of the blocks its sink takes.
    name : str
        Of the data set of the full resolution. Others are `name_1`, `name_2` ...
    compression, compression_opts, shuffle, fletcher32
        As of `h5py.Group.create_dataset`: "gzip", "lzf", or one of hdf5plugin's objects. With
        `fletcher32` each chunk has a checksum, by which every reader finds damage.
    overwrite : bool
        Whether an existing HDF5 file may be replaced.
    resume : bool
        Without effect: a run that was killed leaves a hidden file that no reader understands.
    durable : bool
        Without effect: the data are on the disk before the file gets its name in any case.

    Yields
    ------
    list of sink
        With `write(number, block)`, for several threads at once: see
        `outofcore.formats._hdf5_sinks`.

    Raises
    ------
    FileExistsError
        When there is a file already, and it is not HDF5 or `overwrite` is False.
    OSError
        When the disk has too little room for uncompressed data.
    ValueError
        Before anything is written, when HDF5 has no such numbers or chunks; at the end, when
        blocks are missing.
    """
    path, name = Path(path), name.strip("/")
    levels = [level.array for level in image.levels]
    blocks = check_levels(levels, blocks)
    check_target(path, overwrite)
    if compression is None:
        check_free_space(path.parent, sum(map(stored_bytes, levels, blocks)))
    leaf = name.rpartition("/")[2]
    names = [leaf, *(f"{leaf}_{number}" for number in range(1, len(levels)))]
    options = {"compression": compression, "compression_opts": compression_opts}
    options |= {"shuffle": shuffle, "fletcher32": fletcher32}
    with write_beside(path, overwrite=overwrite) as beside, new_file(beside) as file:
        sinks = []
        for number, (own, array, block) in enumerate(zip(names, levels, blocks, strict=True)):
            sinks.append(create_sink(file, _beside(name, own), array, block, **options))
            write_about(file[_beside(name, own)], image, number, names)
        yield sinks
        for sink in sinks:
            sink.finish()


def virtual(path, sources, *, axis=None, new_axis="", name="image", overwrite=False):
    """Write a file that shows data sets of other files as one: a virtual data set (VDS).

    No voxel is copied. The other files have to stay where they are, seen from the new one.

    Parameters
    ----------
    path : path
    sources : sequence of (path, str)
        File and data set of each part, in order.
    axis : int, optional
        The axis along which they are joined. By default they are stacked along a new first one.
    new_axis : str
        The letter of the new axis.
    name : str
    overwrite : bool
        Whether an existing HDF5 file may be replaced.

    Raises
    ------
    FileNotFoundError, KeyError, FileExistsError
        As `open_image` and `creating`.
    ValueError
        When the parts do not fit: other numbers, or other lengths than along `axis`.

    Notes
    -----
    Axes, sizes and units are those of the first part. HDF5 gives zeros for a file that has gone;
    `Chunks` asks first, and raises.
    """
    path = Path(path)
    check_target(path, overwrite)
    if not sources:
        raise ValueError("there are no sources to join")
    parts, first = [], None
    for number, (file, own) in enumerate(sources):
        with open_image(file, own) as image:
            first = first if number else image
            parts.append(Part(Path(file), own, image.shape, image.dtype))
    joined = join(parts, first, axis, new_axis)
    with write_beside(path, overwrite=overwrite) as beside, new_file(beside) as file:
        dataset = file.create_virtual_dataset(name, layout(parts, joined, path, axis))
        write_about(dataset, joined, 0, [name])


def _image(file, path, name):
    """Return the `Image` of an open file, its levels not read."""
    first = hdf5.get_dataset(file, name)
    if first.dtype.kind not in "biufc":
        raise ValueError(f"{name} in {path} holds {first.dtype}, which are no voxels")
    own = read_own(first)
    names = [name] if own is None else [name, *(_beside(name, n) for n in own["levels"][1:])]
    if missing := [n for n in names if not isinstance(file.get(n), h5py.Dataset)]:
        raise ValueError(f"{path} should hold {', '.join(missing)}, smaller copies of {name}")
    factors = [(1.0,) * first.ndim] if own is None else own["factors"]
    arrays = [Chunks(file[n]) for n in names]
    try:
        levels = [Level(a, tuple(map(float, f))) for a, f in zip(arrays, factors, strict=True)]
        return Image(tuple(levels), **read_about(first))
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"what {name} in {path} says about itself is wrong: {error}") from error


def _only_image(path):
    names = list_images(path)
    if len(names) != 1:
        there = ", ".join(names) or "none"
        raise ValueError(f"{path} has {len(names)} images ({there}); say which: {path}::NAME")
    return names[0]


def _beside(name, other):
    """Return the path of a data set in the same group."""
    return f"{name.rpartition('/')[0]}/{other}".lstrip("/")
