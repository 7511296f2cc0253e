"""HDF5 through h5py: open lazily, see where the chunks lie, write block by block.

The modules of this family (`hdf5_*`, `bdv`) are the only ones that import h5py.
"""

import contextlib
import json
import math
import os
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from outofcore import grid
from outofcore.formats._chunk_map import ChunkMap, Extent
from outofcore.paths import check_free_space, write_beside
from outofcore.units import MIB

RECIPE = "outofcore"
BLOCK_BYTES = 32 * MIB  # of an array, held while it is written
_LOOKS_LIKE = {
    b"II*\x00": "a TIFF file",
    b"MM\x00*": "a TIFF file",
    b"II+\x00": "a BigTIFF file",
    b"PK\x03\x04": "a zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"\x93NUMPY": "a NumPy .npy file",
    b"\x89PNG": "a PNG image",
    b"CDF": "a netCDF-3 file",
}


@dataclass(frozen=True)
class DatasetInfo:
    """One line of a file's contents."""

    name: str
    shape: tuple[int, ...]
    chunks: tuple[int, ...] | None
    dtype: np.dtype
    layout: str
    compression: str | None
    stored_bytes: int


def open_lazy(source, *, cache_bytes=None, cache_slots=None, cache_w0=None):
    """Return an open `h5py.File`, for reading. Nothing but metadata is read.

    Parameters
    ----------
    source : path or binary file object
    cache_bytes, cache_slots, cache_w0 : number, optional
        The chunk cache of each data set: its bytes (8 MiB by default since HDF5 2.0), hash slots
        and preemption policy (0 drops the oldest first). See H5Pset_chunk_cache.

    Raises
    ------
    FileNotFoundError
        When there is no file.
    ValueError
        When the file is not HDF5; the message says what it looks like.
    """
    if isinstance(source, str | Path):
        _check_is_hdf5(Path(source))
    try:
        return h5py.File(
            source, "r", rdcc_nbytes=cache_bytes, rdcc_nslots=cache_slots, rdcc_w0=cache_w0
        )
    except OSError as error:
        if "signature" not in str(error):
            raise
        source.seek(0)
        words = _looks_like(source.read(8))
        raise ValueError(f"the open file is not an HDF5 file; it looks like {words}") from error


def get_dataset(file, name):
    """Return the data set `name` of an open file.

    Raises
    ------
    KeyError
        When there is none; the message lists those there are.
    ValueError
        When the file is damaged where it says what it holds.
    """
    with _damage_told(file):
        found = file.get(name)
    if not isinstance(found, h5py.Dataset):
        there = ", ".join(_names(file)) or "none at all"
        where = Path(file.filename).name if isinstance(file.filename, str) else "the file"
        where = "the open file" if where.startswith("<") else where
        raise KeyError(f"no data set {name!r} in {where}; there are {there}")
    return found


def list_datasets(path):
    """Return a `DatasetInfo` for every data set of the file at `path`, in alphabetical order."""
    with open_lazy(path) as file, _damage_told(file):
        return [_info(name, file[name]) for name in _names(file)]


def chunk_map(path, name):
    """Return the `ChunkMap` of the data set `name` in the file at `path`.

    Notes
    -----
    Offsets come from H5Dchunk_iter, without reading a chunk.
    """
    with open_lazy(path) as file:
        return map_dataset(get_dataset(file, name))


def map_dataset(dataset):
    """Return the `ChunkMap` of an open data set."""
    if dataset.shape is None:
        raise ValueError(f"data set {dataset.name!r} holds no array (its space is null)")
    with _damage_told(dataset.file):
        return _map(dataset)


def predict_chunk_reads(selections, shape, chunks, itemsize, *, cache_bytes):
    """Return the indices of the chunks that HDF5 fetches, in order.

    Parameters
    ----------
    selections : list of selection
        Read one after the other on one opening of the file.
    shape, chunks : tuple of int
    itemsize : int
        Bytes per element in memory: the cache holds unpacked chunks.
    cache_bytes : int
        The chunk cache (rdcc_nbytes). The file is opened with rdcc_w0=0 and more hash slots than
        there are chunks.

    Notes
    -----
    Chunks are visited in row-major order inside one selection. A chunk in the cache costs nothing
    and moves one place, not all the way, towards the recent end: H5D__chunk_lock swaps it with its
    neighbour. A new chunk joins at the recent end, after the oldest made room for it
    (H5D__chunk_cache_prune). A chunk larger than the whole cache never enters it. If such a chunk
    has no filter it is not even fetched: HDF5 then reads the selected runs straight from the file,
    and this prediction does not apply.

    >>> rows = [(0, slice(None)), (1, slice(None))]
    >>> predict_chunk_reads(rows, (4, 4), (2, 2), 1, cache_bytes=8)
    [(0, 0), (0, 1)]
    >>> predict_chunk_reads(rows, (4, 4), (2, 2), 1, cache_bytes=4)
    [(0, 0), (0, 1), (0, 0), (0, 1)]
    """
    room = cache_bytes // (math.prod(grid.check_chunks(shape, chunks)) * itemsize)
    fetched = []
    place_of, chunk_at = {}, {}  # the cache, both ways; places count up from the oldest
    oldest = free = 0
    for selection in selections:
        for index in grid.touched_chunks(selection, shape, chunks):
            place = place_of.get(index)
            if place is None:
                fetched.append(index)
                place_of[index], chunk_at[free] = free, index
                free += 1
                if len(place_of) > room:
                    del place_of[chunk_at.pop(oldest)]
                    oldest += 1
            elif place + 1 < free:  # swap with the next younger one
                younger = chunk_at[place + 1]
                chunk_at[place], chunk_at[place + 1] = younger, index
                place_of[younger], place_of[index] = place, place + 1
    return fetched


def write_array(path, arrays, *, chunks, recipe=None, overwrite=False, progress=None, **options):
    """Write arrays to a new HDF5 file, at most one layer of chunks at a time.

    Parameters
    ----------
    path : path
        Written beside and renamed at the end: there is never half a file under this name.
    arrays : dict of str to array-like
        Anything with `shape`, `dtype` and slicing, for instance a `Volume`: one layer of chunks
        is held at a time, or a part of it where that exceeds 32 MiB.
    chunks : tuple of int
    recipe : dict, optional
        How the data was made; kept in the file as JSON, so that `read_recipe` recognises it.
    overwrite : bool
        Whether an existing file may be replaced.
    progress : callable, optional
        Called with the number of bytes just written.
    **options
        Passed on to `h5py.Group.create_dataset`, for instance `compression="gzip"`.

    Raises
    ------
    FileExistsError, OSError
        When the file exists already, or the disk has too little room for uncompressed data.
    """
    for array in arrays.values():
        grid.check_chunks(array.shape, chunks)
    nbytes = sum(math.prod(a.shape) * np.dtype(a.dtype).itemsize for a in arrays.values())
    if not options.get("compression"):  # how small the rest becomes shows when it is written
        check_free_space(Path(path).parent, nbytes)
    with write_beside(path, overwrite=overwrite) as beside, h5py.File(beside, "w") as file:
        if recipe is not None:
            file.attrs[RECIPE] = json.dumps(recipe, sort_keys=True)
        for name, array in arrays.items():
            fitting = tuple(min(c, n) for c, n in zip(chunks, array.shape, strict=True))
            dataset = file.create_dataset(
                name,
                shape=array.shape,
                dtype=array.dtype,
                chunks=fitting if all(fitting) else None,
                **options,
            )
            if not all(fitting):  # HDF5 has no chunks of length 0; there is nothing to write either
                continue
            for region in grid.iter_chunks(array.shape, _block_shape(dataset)):
                block = array[region]
                dataset[region] = block
                if progress is not None:
                    progress(block.nbytes)


def read_recipe(path):
    """Return how the file at `path` was made, or None when it is not one of ours."""
    try:
        with open_lazy(path) as file:
            return json.loads(file.attrs[RECIPE])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def open_file_ids():
    """Return the HDF5 file handles that are open in this process."""
    return {i.id for i in h5py.h5f.get_obj_ids(h5py.h5f.OBJ_ALL, h5py.h5f.OBJ_FILE)}


def close_new_files(before):
    """Close every HDF5 file that was opened since `open_file_ids` returned `before`."""
    for file_id in h5py.h5f.get_obj_ids(h5py.h5f.OBJ_ALL, h5py.h5f.OBJ_FILE):
        if file_id.id not in before:
            h5py.File(file_id).close()


def _check_is_hdf5(path):
    if not path.is_file():
        raise FileNotFoundError(f"no file at {path}")
    if h5py.is_hdf5(path):
        return
    with path.open("rb") as file:
        words = _looks_like(file.read(8))
    raise ValueError(f"{path} is not an HDF5 file; it looks like {words}")


def _looks_like(head):
    """Return in words what a file that begins with the bytes `head` looks like."""
    if not head:
        return "an empty file"
    known = (words for magic, words in _LOOKS_LIKE.items() if head.startswith(magic))
    return next(known, f"something else (its first bytes are {head!r})")


def _block_shape(dataset):
    """Return how much to write at a time: a layer of chunks, or less if that is too large."""
    block = [dataset.chunks[0], *dataset.shape[1:]]
    for axis in range(1, dataset.ndim):
        others = math.prod(block) // max(block[axis], 1) * dataset.dtype.itemsize
        chunk = dataset.chunks[axis]
        fits = BLOCK_BYTES // max(others, 1) // chunk * chunk  # whole chunks only
        block[axis] = max(min(block[axis], fits), chunk)
    return tuple(block)


def _layout(dataset):
    codes = {
        h5py.h5d.CHUNKED: "chunked",
        h5py.h5d.CONTIGUOUS: "contiguous",
        h5py.h5d.COMPACT: "compact",
        h5py.h5d.VIRTUAL: "virtual",
    }
    return codes[dataset.id.get_create_plist().get_layout()]


def _map(dataset):
    layout, extents = _layout(dataset), []
    if layout == "chunked":
        dataset.id.chunk_iter(lambda stored: extents.append(_extent(stored, dataset.chunks)))
    elif layout == "contiguous" and dataset.id.get_offset() is not None:
        extents.append(Extent((0,) * dataset.ndim, dataset.id.get_offset(), dataset.nbytes))
    plist = dataset.id.get_create_plist()
    filters = tuple(plist.get_filter(i)[3].decode() for i in range(plist.get_nfilters()))
    extents.sort(key=lambda extent: extent.offset)
    return ChunkMap(
        dataset.shape,
        dataset.chunks or tuple(max(length, 1) for length in dataset.shape),
        dataset.dtype.itemsize,
        layout,
        filters,
        tuple(extents),
    )


def _extent(stored, chunks):
    index = tuple(o // c for o, c in zip(stored.chunk_offset, chunks, strict=True))
    return Extent(index, stored.byte_offset, stored.size)


def _names(group):
    names = []
    with _damage_told(group.file):
        group.visititems(
            lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) else None
        )
    return sorted(map(os.fsdecode, names))  # h5py leaves a name as bytes that is no UTF-8


@contextlib.contextmanager
def _damage_told(file):
    """Turn what h5py raises where the structure of a file is damaged into a ValueError."""
    try:
        yield
    except (RuntimeError, TypeError, AttributeError, OverflowError, MemoryError) as error:
        raise ValueError(f"{file.filename} is damaged: {error}") from error


def _info(name, dataset):
    return DatasetInfo(
        name,
        dataset.shape,
        dataset.chunks,
        dataset.dtype,
        _layout(dataset),
        dataset.compression,
        dataset.id.get_storage_size(),
    )
