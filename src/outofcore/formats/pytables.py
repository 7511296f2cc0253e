"""HDF5 through PyTables: open lazily, write block by block.

The only module that imports tables. What it writes is HDF5, so `outofcore.formats.hdf5` opens and
maps it too; PyTables adds attributes of its own (CLASS, VERSION, TITLE).
"""

import math
from pathlib import Path

import numpy as np
import tables

from outofcore import grid
from outofcore.formats import hdf5
from outofcore.paths import check_free_space, write_beside


def open_lazy(path, *, cache_bytes=None):
    """Return an open `tables.File`, for reading. Nothing but metadata is read.

    Parameters
    ----------
    path : path
        PyTables opens files by name only: it takes no file object.
    cache_bytes : int, optional
        The chunk cache of each array; PyTables' default is 16 MiB.

    Raises
    ------
    FileNotFoundError
        When there is no file.
    ValueError
        When the file is not HDF5; the message says what it looks like.
    """
    hdf5.open_lazy(path).close()  # its words for what is wrong
    options = {} if cache_bytes is None else {"chunk_cache_size": cache_bytes}
    return tables.open_file(str(path), "r", **options)


def get_array(file, name):
    """Return the array `name` of an open file.

    Raises
    ------
    KeyError
        When there is none; the message lists those there are.
    """
    path = "/" + name.strip("/")
    if path not in file or not isinstance(file.get_node(path), tables.Array):
        nodes = file.walk_nodes("/", "Array")
        there = ", ".join(sorted(node._v_pathname[1:] for node in nodes)) or "none at all"
        raise KeyError(f"no array {name!r} in {Path(file.filename).name}; there are {there}")
    return file.get_node(path)


def chunk_map(path, name):
    """Return the `outofcore.formats.hdf5.ChunkMap` of the array `name` in the file at `path`."""
    return hdf5.chunk_map(path, name)


def write_array(path, arrays, *, chunks, compression=None, level=5, overwrite=False):
    """Write arrays to a new file as CArrays, one layer of chunks at a time.

    Parameters
    ----------
    path : path
        Written beside and renamed at the end.
    arrays : dict of str to array-like
        Anything with `shape`, `dtype` and slicing. The names are those of Python: no slash.
    chunks : tuple of int
        Axes longer than the array are cut to it.
    compression : str, optional
        "zlib", "blosc", "blosc2" ... (those of `tables.Filters`), at `level`.
    overwrite : bool
        Whether an existing file may be replaced.

    Raises
    ------
    ValueError
        For an array without elements, which a CArray cannot hold.
    FileExistsError, OSError
        When the file exists already, or the disk has too little room for uncompressed data.
    """
    for name, array in arrays.items():
        grid.check_chunks(array.shape, chunks)
        if not math.prod(array.shape):
            raise ValueError(f"array {name!r} of shape {array.shape} is empty; a CArray cannot be")
    nbytes = sum(math.prod(a.shape) * np.dtype(a.dtype).itemsize for a in arrays.values())
    if not compression:
        check_free_space(Path(path).parent, nbytes)
    filters = tables.Filters(complevel=level, complib=compression) if compression else None
    with (
        write_beside(path, overwrite=overwrite) as beside,
        tables.open_file(str(beside), "w") as file,
    ):
        for name, array in arrays.items():
            _write(file, name, array, chunks, filters)


def _write(file, name, array, chunks, filters):
    fitting = tuple(min(c, n) for c, n in zip(chunks, array.shape, strict=True))
    atom = tables.Atom.from_dtype(np.dtype(array.dtype))
    target = file.create_carray(
        "/", name, atom, tuple(array.shape), chunkshape=fitting, filters=filters
    )
    for region in grid.iter_chunks(array.shape, (fitting[0], *array.shape[1:])):
        target[region] = array[region]
