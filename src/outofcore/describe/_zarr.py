"""What a Zarr folder holds: arrays one by one, and pyramids where OME-Zarr says so."""

import random
from pathlib import Path

from outofcore import grid
from outofcore.describe._access import Stored, plan_accesses
from outofcore.describe._model import ArrayInfo, ImageInfo, about_image
from outofcore.formats import ngff, zarr, zarr_image

COUNTED = 100_000  # chunks of an array, up to which each is looked up
SAMPLED = 1000  # files, whose sizes stand for the others beyond that
OME = ("multiscales", "plate", "well", "bioformats2raw.layout")


def kind_of(path):
    """Return in words which Zarr this is."""
    root = zarr.open_lazy(path)
    plain = f"Zarr v{root.metadata.zarr_format}"
    inner = _ome(root)
    if not _is_ome(root):
        return plain
    first = (inner.get("multiscales") or [{}])[0]
    return f"OME-Zarr {inner.get('version') or first.get('version', '0.4')} ({plain})"


def name_images(path):
    """Return the names of the arrays of each image, by its name, the full resolution first."""
    root = zarr.open_lazy(path)
    if hasattr(root, "shape"):
        return {"": ("",)}
    if not _is_ome(root):
        return {
            name: (name,) for name, item in sorted(root.members(None)) if hasattr(item, "shape")
        }
    return {name: _level_names(path, name) for name in ngff.list_images(path)}


def describe_image(path, name, arrays):
    """Return the `ImageInfo` of one image, and a sentence about each thing that is wrong with it.

    Parameters
    ----------
    path : path
    name : str
    arrays : tuple of str
        Of its levels.
    """
    found = [_describe_array(path, array) for array in arrays]
    levels, sizes, notes = zip(*found, strict=True)
    first, about, problems = levels[0], {}, []
    of = zarr_image if arrays == (name,) else ngff
    try:
        with of.open_image(path, name) as image:
            about = about_image(image)
    except (ValueError, KeyError, OSError) as error:
        problems.append(str(error))
    axes = about.get("axes", "")
    accesses = plan_accesses(first.shape, first.chunks, first.itemsize, sizes[0], axes=axes)
    return ImageInfo(name, levels, accesses=accesses, notes=notes[0], **about), problems


def _is_ome(root):
    return "ome" in root.attrs or any(word in root.attrs for word in OME)


def _ome(root):
    attributes = dict(root.attrs)
    inner = attributes.get("ome", attributes)
    return inner if isinstance(inner, dict) else {}


def _level_names(path, name):
    """Return the paths of an image's levels; the group's own attributes list them."""
    inner = _ome(zarr.open_lazy(Path(path, name)))
    prefix = f"{name}/" if name else ""
    return tuple(prefix + level["path"] for level in inner["multiscales"][0]["datasets"])


def _describe_array(path, name):
    """Return the `ArrayInfo` of an array, the sizes of its chunks, and notes about them."""
    array = zarr.get_array(zarr.open_lazy(path), name)
    shape, chunks = tuple(array.shape), tuple(array.chunks)
    shards, notes = tuple(array.shards) if array.shards else None, ()
    if grid.count_chunks(shape, chunks) <= COUNTED:
        extents = zarr.chunk_map(path, name).extents
        sizes = {extent.index: extent.nbytes for extent in extents}
        stored, there = Stored(sizes, sum(sizes.values())), len(sizes)
    else:
        stored, note = _sample(Path(path, name), array, shards or chunks)
        there, notes = None, (note,)
    info = ArrayInfo(
        name=name,
        shape=shape,
        dtype=str(array.dtype),
        layout="sharded" if shards else "chunked",
        chunks=chunks,
        shards=shards,
        codecs=_codecs(array),
        itemsize=array.dtype.itemsize,
        stored_bytes=stored.total,
        stored_chunks=there,
        exact=stored.exact,
    )
    return info, stored, notes


def _sample(folder, array, files):
    """Return the `Stored` of an array too large to look at every file, and how that was done."""
    counts = grid.grid_shape(array.shape, files)
    total = grid.count_chunks(array.shape, files)

    def look_up(index):
        path = folder / array.metadata.encode_chunk_key(index)
        return path.stat().st_size if path.is_file() else 0

    # drawn, not every so many: regular steps would meet the same columns of the grid again
    sample = random.Random(0).sample(range(total), min(SAMPLED, total))
    sizes = [look_up(_index(number, counts)) for number in sample]
    nbytes = sum(sizes) * total / len(sizes)
    mean = nbytes / grid.count_chunks(array.shape, array.chunks)
    note = (
        f"sizes are estimates: {len(sizes):,} of {total:,} files were looked at, of which "
        f"{len([size for size in sizes if size]):,} were there"
    )
    look_up = look_up if files == tuple(array.chunks) else None  # a shard has many
    return Stored(None, round(nbytes), mean=mean, exact=False, look_up=look_up), note


def _index(number, counts):
    """Return the place of a chunk in its grid, from its number in row-major order.

    >>> _index(7, (2, 5))
    (1, 2)
    """
    index = []
    for count in reversed(counts):
        number, place = divmod(number, count)
        index.append(place)
    return tuple(reversed(index))


def _codecs(array):
    """Return the names of what a chunk passes through."""
    if array.metadata.zarr_format == 2:
        own = [*(array.filters or ()), *(array.compressors or ())]
        return tuple(codec.codec_id for codec in own)
    codecs = array.metadata.to_dict()["codecs"]
    if array.shards:
        codecs = codecs[0]["configuration"]["codecs"]
    return tuple(_codec_word(codec) for codec in codecs if codec["name"] != "bytes")


def _codec_word(codec):
    """Return the name of a codec; of Blosc, what it packs with as well."""
    inner = codec.get("configuration", {}).get("cname")
    return f"{codec['name']} ({getattr(inner, 'value', inner)})" if inner else codec["name"]
