"""An OME-Zarr folder in the making: its metadata, its sinks, and whether it is complete."""

import contextlib
import json
import os

from outofcore import grid
from outofcore.formats import _ngff_describe, _ngff_groups, zarr
from outofcore.formats._ngff_levels import Sink
from outofcore.formats._ngff_meta import ZARR_FORMATS
from outofcore.formats._ngff_target import folder_beside
from outofcore.formats.zarr_behind import Behind
from outofcore.paths import check_free_space


@contextlib.contextmanager
def making(
    path, image, blocks, version, *, chunks, compressors, durable, below=False, **how_to_put
):
    """Return a context that yields the sinks of a new folder, one per level.

    It raises at its end if a sink has not got all of its blocks. The arguments are those of
    `outofcore.formats.ngff.creating`; `below` says that the image is labels of another.
    """
    _ngff_describe.check_image(image, version)
    blocks = each_level(blocks, image)
    inner = blocks if chunks is None else each_level(chunks, image)
    first = {}
    for number, (level, block, chunk) in enumerate(zip(image.levels, blocks, inner, strict=True)):
        own = _array_files(level.array, block, chunk, image.axes, version, compressors)
        first |= {f"{number}/{name}": data for name, data in own.items()}
    last = group_files(_ngff_describe.describe(image, version, below=below), version)

    def prepare(folder):
        behind = Behind() if durable else None
        try:
            sinks = [Sink(folder / str(n), behind=behind) for n in range(len(image.levels))]
        except NotImplementedError as error:
            raise ValueError(
                f"{error} cannot be written here; take Blosc, gzip or Zstandard"
            ) from error
        if not compressors:  # how small the rest becomes shows when it is written
            stored = _stored_bytes(folder) - sum(map(len, first.values()))
            check_free_space(path.parent, sum(sink.nbytes for sink in sinks) - stored)
        return sinks

    options = {"prepare": prepare, "durable": durable, **how_to_put}
    with folder_beside(path, first, last, **options) as sinks:
        yield sinks
        _check_complete(path, sinks)


def check_target(path, overwrite):
    """Raise FileExistsError unless `path` is free, or OME-Zarr that may be replaced."""
    if not (path.exists() or path.is_symlink()):
        return
    if not overwrite:
        raise FileExistsError(f"{path} exists; delete it, rename it, or pass overwrite=True")
    try:
        _ngff_groups.about(path)
    except (OSError, ValueError) as error:
        raise FileExistsError(
            f"{path} exists and is not OME-Zarr, so it is not replaced: {error}"
        ) from error


def each_level(shapes, image):
    """Return one block shape per level, from one for all or a list; cut to the level.

    Raises
    ------
    ValueError
        When there is not one per level, or not one length per axis.
    """
    count = len(image.levels)
    given = [shapes] * count if hasattr(shapes[0], "__index__") else list(shapes)
    if len(given) != count:
        raise ValueError(f"{len(given)} block shapes for {count} levels; give one for each")
    cut = []
    for level, lengths in zip(image.levels, given, strict=True):
        lengths = grid.check_chunks(level.array.shape, lengths)
        cut.append(tuple(map(min, lengths, level.array.shape)))
    return cut


def group_files(attributes, version):
    """Return the metadata files of a group as bytes by name, that with the attributes last."""
    files = zarr.metadata_files(
        {}, chunks=(), attributes=attributes, zarr_format=ZARR_FORMATS[version]
    )
    return dict(sorted(files.items(), key=lambda item: item[0] == ".zattrs"))


def label_files(folder, name, version):
    """Return the metadata files of a `labels` group with one name more on its list.

    Raises
    ------
    ValueError
        When the group is damaged, or of the other version.
    """
    kept = _ngff_groups.attributes(folder) if _ngff_groups.is_group(folder) else {}
    inner = kept if version == "0.4" else kept.get("ome", {})
    listed = inner.get("labels", []) if isinstance(inner, dict) else None
    if not isinstance(listed, list):
        raise ValueError(f"{folder} has no list of labels but {inner!r}")
    inner = {**inner, "labels": [*(one for one in listed if one != name), name]}
    if version == "0.4":
        return group_files({**kept, **inner}, version)
    return group_files({**kept, "ome": {**inner, "version": version}}, version)


def check_can_grow(path, version):
    """Raise ValueError where labels would not be seen, or be of another Zarr than their image."""
    v3 = path / "zarr.json"
    if v3.is_file() != (ZARR_FORMATS[version] == 3):
        raise ValueError(f"{path} has the metadata of OME-Zarr {version} in another Zarr")
    consolidated = path / ".zmetadata"
    if consolidated.is_file() or (v3.is_file() and "consolidated_metadata" in _keys(v3)):
        raise ValueError(
            f"the metadata of {path} are consolidated: readers would not see new labels. Remove "
            f"{'.zmetadata' if consolidated.is_file() else 'consolidated_metadata in zarr.json'}"
        )


def _keys(file):
    return [key for key, value in json.loads(file.read_bytes()).items() if value is not None]


def _array_files(level, block, chunk, axes, version, compressors):
    """Return the metadata files of one level as bytes by name."""
    block = _whole_chunks(level.shape, block, chunk)
    options = {"compressors": compressors, "zarr_format": ZARR_FORMATS[version]}
    if version == "0.4":
        options["chunk_key_encoding"] = {"name": "v2", "separator": "/"}
    else:
        options["dimension_names"] = list(axes)
    if block != chunk:
        if version == "0.4":
            raise ValueError(
                f"blocks {block} of chunks {chunk} are shards, which OME-Zarr 0.4 does not have; "
                'write version "0.5", or chunks as large as the blocks'
            )
        options["shards"] = block
    return zarr.metadata_files({"": level}, chunks=chunk, **options)


def _whole_chunks(shape, block, chunk):
    """Return the block with whole chunks; one that reaches the end of an axis may stick out.

    A block of 7 and chunks of 4 on an axis of 7: the shard is one of 8::

        0 1 2 3|4 5 6 .
    """
    if wrong := [
        axis
        for axis, (n, b, c) in enumerate(zip(shape, block, chunk, strict=True))
        if b < n and b % c
    ]:
        raise ValueError(
            f"a block of {block} does not hold whole chunks of {chunk} along axis {wrong[0]}; "
            "give multiples of the chunks"
        )
    return tuple(-(-b // c) * c for b, c in zip(block, chunk, strict=True))


def _stored_bytes(folder):
    return sum(
        os.path.getsize(os.path.join(where, name))
        for where, _, names in os.walk(folder)
        for name in names
    )


def _check_complete(path, sinks):
    for number, sink in enumerate(sinks):
        if missing := sink.missing():
            raise ValueError(
                f"level {number} of {path} lacks {len(missing)} of {sink.count} blocks, the first "
                f"is {missing[0]}; write every block before the end"
            )
