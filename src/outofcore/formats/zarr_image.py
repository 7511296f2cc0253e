"""An image as one plain Zarr array, with what is known about it in its attributes.

Other programs see an array with named dimensions: `dimension_names` in Zarr v3, in v2 the attribute
`_ARRAY_DIMENSIONS` by which Xarray knows them. For smaller levels there is OME-Zarr.
"""

import contextlib
from pathlib import Path

from outofcore.formats import _ngff_levels, zarr
from outofcore.formats._ngff_levels import Sink
from outofcore.formats._ngff_target import folder_beside
from outofcore.formats.image import make_image
from outofcore.formats.zarr_behind import Behind
from outofcore.paths import check_free_space

ABOUT = "outofcore_image"  # the attribute
FIELDS = ("spacing", "units", "origin", "channels", "labels", "name")


@contextlib.contextmanager
def open_image(path, name=""):
    """Return a context that yields the array `name` at `path` as an `Image`.

    Raises
    ------
    FileNotFoundError, ValueError, KeyError
        When there is nothing, it is not Zarr, or there is no such array; the message lists those
        there are. A file that is missing is an error where this module wrote the array, else the
        fill value.
    """
    path = Path(path)
    found = zarr.open_lazy(path)
    array = zarr.get_array(found, name)
    attributes, names = dict(array.attrs), getattr(array.metadata, "dimension_names", None)
    names = names or attributes.get("_ARRAY_DIMENSIONS") or ()
    known = attributes.get(ABOUT, {})
    axes = "".join(known.get("axes") or [axis for axis in names if axis in tuple("tczyx")])
    about = {key: known[key] for key in FIELDS if key in known}
    if "channels" in about:
        about["channels"] = tuple(about["channels"])
    level = _ngff_levels.open_level(path / name, every_block=bool(known))
    yield make_image(level, axes=axes if len(axes) == len(array.shape) else "", **about)


def lost(image, **options):
    """Return in words what an image knows and an array cannot hold; [] when nothing is lost."""
    return []


@contextlib.contextmanager
def creating(
    path,
    image,
    *,
    blocks,
    zarr_format=3,
    chunks=None,
    compressors=None,
    overwrite=False,
    resume=False,
    durable=False,
    identity=None,
):
    """Return a context that yields the one sink of an array that is to be written.

    The arguments are those of `outofcore.formats.ngff.creating`; `zarr_format` is 2 or 3.

    Raises
    ------
    ValueError
        When the image has smaller levels, or blocks are missing at the end.
    FileExistsError, OSError
        When there is something at `path` (Zarr arrays are replaced with `overwrite`), or the disk
        has too little room.
    """
    path = Path(path)
    if len(image.levels) > 1:
        raise ValueError(
            f"the image has {len(image.levels)} levels and a plain Zarr array holds one; write "
            "OME-Zarr instead"
        )
    _check_target(path, overwrite)
    first, last = _files(image, blocks, chunks, zarr_format, compressors)

    def prepare(folder):
        sink = Sink(folder, behind=Behind() if durable else None)
        if compressors is None:
            check_free_space(folder, sink.nbytes)
        return [sink]

    how = {"overwrite": overwrite, "resume": resume, "durable": durable, "identity": identity}
    with folder_beside(path, first, last, prepare=prepare, **how) as sinks:
        yield sinks
        (sink,) = sinks
        if missing := sink.missing():
            raise ValueError(
                f"{path} lacks {len(missing)} of {sink.count} blocks, the first is {missing[0]}; "
                "write every block before the end"
            )


def _files(image, blocks, chunks, zarr_format, compressors):
    """Return the metadata to begin with, and that which says that the array is complete."""
    (block,) = [blocks] if isinstance(blocks[0], int) else blocks
    about = {key: value for key in FIELDS if (value := getattr(image, key))}
    attributes = {ABOUT: {"axes": image.axes, **about}}
    options = {"zarr_format": zarr_format, "compressors": compressors}
    if zarr_format == 3 and image.axes:
        options["dimension_names"] = list(image.axes)
    elif image.axes:
        attributes["_ARRAY_DIMENSIONS"] = list(image.axes)
    if chunks is not None and tuple(chunks) != tuple(block):
        options["shards"] = block
    how = {"chunks": chunks or block, **options}
    array = {"": image.levels[0].array}
    without = zarr.metadata_files(array, **how)
    return without, zarr.metadata_files(array, attributes=attributes, **how)


def _check_target(path, overwrite):
    if not path.exists() or (overwrite and any((path / name).is_file() for name in zarr.METADATA)):
        return
    why = "it is not Zarr, so it is not replaced" if overwrite else "delete it, or rename it"
    raise FileExistsError(f"{path} exists; {why}")
