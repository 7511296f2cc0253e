"""Zarr: arrays as folders of chunk files, read lazily, mapped, written.

A chunk without codecs is a file that holds the chunk's bytes in C order and nothing else. A shard
is a file that holds many chunks, with an index of (offset, nbytes) at its end::

    volume.zarr/nuclei/c/0/1/2        one file, one chunk
    volume.zarr/nuclei/c/0/1/2        sharded: chunk chunk chunk ... index
"""

import contextlib
import json
import math
import os
import re
import shutil
import uuid
import zipfile
from pathlib import Path

import google_crc32c
import numpy as np
import zarr
from zarr.storage import LocalStore, MemoryStore

from outofcore import grid
from outofcore.direct import write_direct
from outofcore.formats._chunk_map import ChunkMap, Extent
from outofcore.paths import check_free_space
from outofcore.units import MIB

RECIPE = "outofcore"
NOT_STORED = 2**64 - 1  # what a shard's index says of a chunk that was never written
METADATA = ("zarr.json", ".zarray", ".zgroup")


def open_lazy(path):
    """Return the array or group at `path`, read-only. Nothing but metadata is read.

    Raises
    ------
    FileNotFoundError
        When there is nothing.
    ValueError
        When it is not Zarr, or its metadata are damaged; the message says what is there.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"no folder at {path}")
    if path.is_file():
        raise ValueError(f"{path} is {_kind_of_file(path)}; a Zarr array is a folder")
    found = [name for name in METADATA if (path / name).is_file()]
    if not found:
        raise ValueError(f"{path} is not Zarr: it holds none of {', '.join(METADATA)}")
    with _damage_told(path / found[0]):
        return zarr.open(LocalStore(path, read_only=True), mode="r")


def get_array(source, name):
    """Return the array `name` of an open group; with `name` "" an open array itself.

    Raises
    ------
    KeyError
        When there is none; the message lists those there are.
    ValueError
        When its metadata are damaged.
    """
    if not name and isinstance(source, zarr.Array):
        return source
    found = None
    if isinstance(source, zarr.Group) and name:
        with _damage_told(f"{source.store_path}/{name}"):
            found = source.get(name)
    if not isinstance(found, zarr.Array):
        there = ", ".join(_names(source)) or "none at all"
        raise KeyError(f"no array {name!r}; there are {there}")
    return found


def chunk_map(path, name=""):
    """Return the `ChunkMap` of the array `name` in the folder at `path`.

    Raises
    ------
    ValueError
        When metadata are damaged, or a shard's index is cut or does not have its checksum.

    Notes
    -----
    Sizes come from the file system; of each shard only its index is read. The files are those that
    the folder lists, so what it takes grows with them and not with the shape.
    """
    array = get_array(open_lazy(path), name)
    folder, metadata = Path(path, name), array.metadata
    files = tuple(array.shards or array.chunks)
    codecs = codec_dicts(array)
    find = _shard_extents if array.shards else _file_extent
    extents = []
    for key, index in chunk_files(folder, metadata, grid.grid_shape(array.shape, files)):
        extents += find(folder, key, index, array, codecs)
    if array.shards:
        codecs = codecs[0]["configuration"]["codecs"]
    return ChunkMap(
        tuple(array.shape),
        tuple(array.chunks),
        array.dtype.itemsize,
        "sharded" if array.shards else "chunked",
        _codec_names(codecs),
        tuple(sorted(extents, key=lambda extent: (extent.file, extent.offset))),
        files if array.shards else None,
    )


def chunk_files(folder, metadata, counts):
    """Yield (key, index) of every file in the folder of an array that is one of its chunks.

    Parameters
    ----------
    folder : Path
    metadata
        The array's own, as zarr has it.
    counts : tuple of int
        How many files there may be along each axis.
    """
    for parent, _, names in os.walk(folder):
        for name in names:
            key = Path(parent, name).relative_to(folder).as_posix()
            index = tuple(map(int, re.findall(r"\d+", key)))[: len(counts)]
            inside = len(index) == len(counts) and all(map(int.__lt__, index, counts))
            if inside and metadata.encode_chunk_key(index) == key:
                yield key, index


def shard_index(tail, counts, codecs, path):
    """Return where each chunk of a shard lies: (offset, nbytes), an array of shape (*counts, 2).

    Parameters
    ----------
    tail : bytes
        The index and what follows it.
    counts : tuple of int
        Chunks of a shard along each axis.
    codecs : list of str
        ["bytes"] or ["bytes", "crc32c"].
    path : path
        For the message.

    Raises
    ------
    ValueError
        When it is cut, or does not have its checksum.
    """
    index = tail[: 16 * math.prod(counts)]
    if len(tail) < index_bytes(counts, codecs):
        raise ValueError(
            f"{path} is cut: the index of its shard has {len(tail)} bytes; "
            f"{index_bytes(counts, codecs)} belong there"
        )
    if "crc32c" in codecs and google_crc32c.value(index) != int.from_bytes(tail[-4:], "little"):
        raise ValueError(f"{path} is damaged: the index of its shard does not have its checksum")
    return np.frombuffer(index, "<u8").reshape(*counts, 2)


def index_bytes(counts, codecs):
    """Return the length of a shard's index with its checksum."""
    return 16 * math.prod(counts) + 4 * ("crc32c" in codecs)


def metadata_files(arrays, *, chunks, attributes=None, **options):
    """Return the metadata files of a group of arrays, as a dict of relative path to bytes.

    Parameters
    ----------
    arrays : dict of str to array-like
        Only their `shape` and `dtype` are used. The name "" makes an array without a group.
    chunks : tuple of int, or dict of str to tuple of int
        Axes longer than the array are cut to it.
    attributes : dict, optional
        Kept with the group (or the array without a group).
    **options
        Passed on to `zarr.create_array`: zarr_format, shards, compressors, dimension_names …
        Without compressors there are none; Zarr's own default would be Zstandard.

    >>> sorted(metadata_files({"a": np.zeros((4, 6))}, chunks=(2, 3)))
    ['a/zarr.json', 'zarr.json']
    """
    store = MemoryStore()
    _create(store, arrays, chunks, attributes, options)
    return {key: buffer.to_bytes() for key, buffer in store._store_dict.items()}


def chunk_key(index, zarr_format=3):
    """Return the path of a chunk's file inside its array, as `metadata_files` lays it out.

    >>> chunk_key((0, 1, 2)), chunk_key((0, 1, 2), zarr_format=2)
    ('c/0/1/2', '0.1.2')
    """
    if zarr_format == 2:
        return ".".join(map(str, index)) or "0"
    return "/".join(["c", *map(str, index)])


def chunk_bytes(block, chunks):
    """Return the stored form of an uncompressed chunk, as something with the buffer protocol.

    A block at the ragged edge is padded with zeros to the shape `chunks`; another is not copied.

    >>> list(chunk_bytes(np.array([[1], [2]], "u1"), (2, 2)))
    [1, 0, 2, 0]
    """
    if block.shape == tuple(chunks):
        whole = np.ascontiguousarray(block)
    else:
        whole = np.zeros(chunks, block.dtype)
        whole[tuple(map(slice, block.shape))] = block
    little = whole.astype(whole.dtype.newbyteorder("<"), copy=False)
    return memoryview(little.reshape(-1).view("u1"))


def checksum(data):
    """Return the CRC32C of bytes or of an open binary file, as 8 hex digits.

    Notes
    -----
    Zarr's own checksum, at memory speed. It finds damage, not forgery: of a billion damaged files
    it misses less than one.

    >>> checksum(b"123456789")
    'e3069283'
    """
    pieces = iter(lambda: data.read(MIB), b"") if hasattr(data, "read") else [data]
    value = 0
    for piece in pieces:
        value = google_crc32c.extend(value, np.frombuffer(piece, "u1"))
    return f"{value:08x}"


def write_file(path, data, *, scratch=None, durable=False):
    """Write bytes beside `path` and rename: nobody ever sees half a file under this name.

    Parameters
    ----------
    path : Path
    data : bytes-like
    scratch : Path, optional
        The folder for the file while it is written, on the same disk; by default that of `path`.
    durable : bool
        Whether to wait until the data are on the disk (fsync), where a power cut cannot reach them.
    """
    write_files([(path, data)], scratch=scratch, durable=durable)


def write_files(files, *, scratch=None, durable=False):
    """Write several files as `write_file` does, and wait for the disk only at the end.

    A file system puts its books in order for all new files at once: the first fsync takes the
    others along. After an error, each file is there whole or not at all.

    Parameters
    ----------
    files : iterable of (Path, bytes-like)
        Asked for one at a time. What was given before may be used again then.
    scratch, durable
        As for `write_file`.
    """
    written = []
    try:
        for path, data in files:
            path = Path(path)
            if scratch is None:
                path.parent.mkdir(parents=True, exist_ok=True)
            beside = Path(scratch or path.parent) / f".{path.name}.{uuid.uuid4().hex}.part"
            written.append((beside, path))
            _write(beside, data, durable)
        for beside, _ in written if durable else ():
            sync(beside)
        for beside, path in written:
            move_into_place(beside, path)
    except BaseException:
        for beside, _ in written:
            beside.unlink(missing_ok=True)
        raise


def write_chunk(array_path, index, block, *, chunks, zarr_format=3, durable=False):
    """Write one uncompressed chunk of the array at `array_path`, past zarr and its pipeline."""
    path = Path(array_path, chunk_key(index, zarr_format))
    write_file(path, chunk_bytes(block, chunks), durable=durable)


def write_array(path, arrays, *, chunks, recipe=None, overwrite=False, progress=None, **options):
    """Write arrays to a new group, one chunk (or one shard) at a time.

    Parameters
    ----------
    path : path
        A folder; written beside and renamed at the end.
    arrays : dict of str to array-like
        Anything with `shape`, `dtype` and slicing. The name "" makes an array without a group.
    chunks, **options
        See `metadata_files`.
    recipe : dict, optional
        How the data was made; kept in the attributes, so that `read_recipe` recognises it.
    overwrite : bool
        Whether an existing Zarr folder may be replaced.
    progress : callable, optional
        Called with the number of bytes just written.

    Raises
    ------
    FileExistsError, OSError
        When there is something already, or the disk has too little room for uncompressed data.
    """
    path = Path(path)
    if path.exists() and not (overwrite and any((path / name).is_file() for name in METADATA)):
        raise FileExistsError(f"{path} exists; delete it, rename it, or, if it is Zarr, overwrite")
    if not options.get("compressors"):
        check_free_space(
            path.parent, sum(math.prod(a.shape) * a.dtype.itemsize for a in arrays.values())
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        attributes = None if recipe is None else {RECIPE: recipe}
        created = _create(LocalStore(beside), arrays, chunks, attributes, options)
        for name, array in arrays.items():
            target = created[name]
            for region in grid.iter_chunks(array.shape, target.shards or target.chunks):
                block = array[region]
                target[region] = block
                if progress is not None:
                    progress(block.nbytes)
        if path.exists():
            shutil.rmtree(path)
        os.rename(beside, path)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def read_recipe(path):
    """Return how the array or group at `path` was made, or None when it is not one of ours."""
    try:
        return dict(open_lazy(path).attrs)[RECIPE]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def read_block(array, region):
    """Return the part of an array-like that `region`, a tuple of slices, selects."""
    return array.block(region) if hasattr(array, "block") else np.asarray(array[region])


def _create(store, arrays, chunks, attributes, options):
    """Create the arrays in `store`, empty, and return them by name."""
    options = {"compressors": None, "fill_value": 0, "zarr_format": 3} | options
    if "" in arrays:
        options["attributes"] = attributes
    else:
        zarr.create_group(store, zarr_format=options["zarr_format"], attributes=attributes)
    created = {}
    for name, array in arrays.items():
        little = np.dtype(array.dtype).newbyteorder("<")  # as `chunk_bytes` stores it
        own = {"name": name or None, "shape": array.shape, "dtype": little}
        own["chunks"] = fitting(name, array, chunks)
        created[name] = zarr.create_array(store, **options, **own)
    return created


def fitting(name, array, chunks):
    """Return the chunk shape of one array, cut to its shape."""
    own = chunks[name] if isinstance(chunks, dict) else chunks
    own = grid.check_chunks(array.shape, own)
    return tuple(max(min(c, n), 1) for c, n in zip(own, array.shape, strict=True))


def _write(path, data, direct):
    data = memoryview(data).cast("B")
    done = write_direct(path, data) if direct else 0
    if done < len(data) or not done:
        with open(path, "r+b" if done else "wb", buffering=0) as file:
            file.seek(done)
            while done < len(data):  # a full disk may take a part of it first, and complain then
                done += file.write(data[done:])


def sync(path):
    """Wait until a file is on the disk."""
    with open(path, "r+b") as file:
        os.fsync(file.fileno())


def move_into_place(beside, path):
    try:
        os.replace(beside, path)
    except FileNotFoundError:  # the first file of its folder
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(beside, path)


def _kind_of_file(path):
    return "a zip archive" if zipfile.is_zipfile(path) else "a file"


def _names(source):
    if isinstance(source, zarr.Array):
        return ["the array itself, under the name ''"]
    with _damage_told(source.store_path):
        return sorted(name for name, item in source.members(None) if isinstance(item, zarr.Array))


@contextlib.contextmanager
def _damage_told(what):
    """Turn what zarr raises where metadata are damaged into a ValueError."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise ValueError(f"{what} is damaged: {error}") from error


def codec_dicts(array):
    """Return the codecs of an array as its metadata has them: dictionaries, each with a "name"."""
    metadata = array.metadata.to_dict()
    if array.metadata.zarr_format == 3:
        return json.loads(json.dumps(metadata["codecs"]))
    own = [*(metadata["filters"] or ()), metadata["compressor"]]
    return [{"name": codec["id"]} for codec in own if codec]


def _codec_names(codecs):
    return tuple(codec["name"] for codec in codecs if codec["name"] != "bytes")


def _file_extent(folder, key, index, array, codecs):
    return [Extent(index, 0, (folder / key).stat().st_size, key)]


def _shard_extents(folder, key, index, array, codecs):
    """Return the extents of the chunks in one shard, from its index."""
    settings = codecs[0]["configuration"]
    counts = grid.grid_shape(array.shards, array.chunks)
    names = [codec["name"] for codec in settings["index_codecs"]]
    if names not in (["bytes"], ["bytes", "crc32c"]):
        raise ValueError(f"the index of shard {key} is stored with {names}; cannot map it")
    with open(folder / key, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        nbytes = min(index_bytes(counts, names), size)
        if settings.get("index_location", "end") == "end":
            file.seek(size - nbytes)
        table = shard_index(file.read(nbytes), counts, names, folder / key)
    first = [i * n for i, n in zip(index, counts, strict=True)]
    return [
        Extent(
            tuple(f + i for f, i in zip(first, inner, strict=True)), *map(int, table[inner]), key
        )
        for inner in np.ndindex(*counts)
        if int(table[inner][0]) != NOT_STORED
    ]
