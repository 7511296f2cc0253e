"""HDF5 through PyTables: open lazily, write block by block.

The only module, with those named after it, that imports tables. What it writes is HDF5, so
`outofcore.formats.hdf5` opens and maps it too; PyTables adds attributes of its own (CLASS, VERSION,
TITLE).
"""

import contextlib
import math
import warnings
from pathlib import Path

import numpy as np
import tables

from outofcore import grid
from outofcore.formats import hdf5
from outofcore.formats._pytables_nodes import check_attributes, check_stored, node_info
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


def list_nodes(path):
    """Return a `NodeInfo` for every array and table of the file at `path`, in order of names.

    See `outofcore.formats._pytables_nodes`.

    Raises
    ------
    FileNotFoundError, ValueError
        As `open_lazy`; and where an attribute would end the process.
    """
    open_lazy(path).close()  # its words for what is wrong
    check_attributes(path)
    with open_lazy(path) as file, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # "will become an UnImplemented node": named
        nodes = [node_info(node) for node in file.walk_nodes("/", "Leaf")]
    return sorted(nodes, key=lambda info: info.name)


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
    filters = _filters(compression, level)
    with write_beside(path, overwrite=overwrite) as beside:
        with tables.open_file(str(beside), "w") as file:
            for name, array in arrays.items():
                _write(file, name, array, chunks, filters)
        check_stored(beside, arrays)


def append_array(path, name, blocks, *, chunks=None, compression=None, level=5):
    """Append blocks to an EArray along its first axis, and return its length then.

    Parameters
    ----------
    path : path
        A file that is not there is written beside and renamed at the end. One that is there is
        changed in place; after an error it holds what it held before.
    name : str
        A node that is not there is created from the first block.
    blocks : iterable of array
        Of one dtype and, but for the first axis, one shape. One at a time is held.
    chunks : tuple of int, optional
        Of a new node.
    compression, level
        Of a new node; see `write_array`.

    Raises
    ------
    ValueError
        When a block does not fit, or the node does not grow.
    OSError
        When the disk is full. What was appended in place is damaged then: PyTables says nothing
        of it, and it shows only when the file is looked at afterwards.

    Notes
    -----
    In place, a power cut may cost the whole file: HDF5 keeps no journal.
    """

    def create(file, where, leaf, block):
        atom = tables.Atom.from_dtype(block.dtype)
        options = {"chunkshape": chunks, "filters": _filters(compression, level)}
        shape = (0, *block.shape[1:])
        return file.create_earray(where, leaf, atom, shape, createparents=True, **options)

    return _append(path, name, map(np.asarray, blocks), tables.EArray, create, _check_block)


def append_rows(path, name, parts, *, compression=None, level=5):
    """Append rows to a Table, and return how many it has then.

    Parameters
    ----------
    parts : iterable of structured array
        One axis; the fields are the columns, each of one dtype.
    path, name, compression, level
        As for `append_array`.

    Raises
    ------
    ValueError
        When columns do not fit, or the node is no table.
    """

    def create(file, where, leaf, part):
        if part.dtype.names is None:
            raise ValueError(f"a table needs rows of named columns, not {part.dtype}")
        filters = _filters(compression, level)
        return file.create_table(where, leaf, part.dtype, filters=filters, createparents=True)

    return _append(path, name, map(np.asarray, parts), tables.Table, create, _check_rows)


def append_ragged(path, name, rows, *, dtype, compression=None, level=5):
    """Append rows of any length to a VLArray, and return how many it has then.

    Parameters
    ----------
    rows : iterable of sequence of number
    dtype : dtype
        Of the elements.
    path, name, compression, level
        As for `append_array`; a VLArray keeps the rows that came before an error.

    Raises
    ------
    ValueError
        When the node is no VLArray, or has another dtype.
    """

    def create(file, where, leaf, row):
        options = {"filters": _filters(compression, level), "createparents": True}
        return file.create_vlarray(where, leaf, tables.Atom.from_dtype(np.dtype(dtype)), **options)

    def check(node, row):
        if node.atom.dtype != np.dtype(dtype) or row.ndim != 1:
            raise ValueError(f"rows of {dtype} do not fit {name!r} of {node.atom.dtype}")

    exact = (np.asarray(row, dtype) for row in rows)
    return _append(path, name, exact, tables.VLArray, create, check)


def _append(path, name, parts, kind, create, check):
    """Append parts to a node of some kind, which is created from the first one if need be."""
    where, _, leaf = ("/" + name.strip("/")).rpartition("/")
    with _growing(path, name) as file:
        node = file.get_node(where or "/", leaf) if f"{where}/{leaf}" in file else None
        if node is not None and not isinstance(node, kind):
            found, wanted = type(node).__name__, kind.__name__
            raise ValueError(f"{name!r} in {path} is of kind {found}; {wanted} is needed to append")
        before = None if node is None else node.nrows
        try:
            for part in parts:
                if node is None:
                    node = create(file, where or "/", leaf, part)
                check(node, part)
                node.append(part)
        except BaseException:
            if node is not None and before is None:
                node.remove()
            elif node is not None and hasattr(node, "truncate"):
                node.flush()
                node.truncate(before)
            raise
        if node is None:
            raise ValueError(f"there is nothing to append to {name!r}, which is not there either")
        return int(node.nrows)


@contextlib.contextmanager
def _growing(path, name):
    """Open a file that is there, or a new one beside its name, and look at it when it is closed."""
    if Path(path).exists():
        open_lazy(path).close()  # its words for what is wrong
        check_attributes(path, [name])
        with tables.open_file(str(path), "r+") as file:
            yield file
        check_stored(path, [name])
    else:
        with write_beside(path) as beside:
            with tables.open_file(str(beside), "w") as file:
                yield file
            check_stored(beside, [name])


def _check_block(node, block):
    if (
        block.dtype != node.atom.dtype
        or block.ndim != node.ndim
        or block.shape[1:] != node.shape[1:]
    ):
        raise ValueError(
            f"a block of {block.dtype} and {block.shape} does not fit {node._v_pathname} of "
            f"{node.atom.dtype} and {tuple(map(int, node.shape))}"
        )


def _check_rows(node, part):
    if part.dtype != node.dtype:
        raise ValueError(
            f"rows of {part.dtype} do not fit the columns {node.dtype} of {node._v_pathname}"
        )


def _filters(compression, level):
    return tables.Filters(complevel=level, complib=compression) if compression else None


def _write(file, name, array, chunks, filters):
    fitting = tuple(min(c, n) for c, n in zip(chunks, array.shape, strict=True))
    atom = tables.Atom.from_dtype(np.dtype(array.dtype))
    target = file.create_carray(
        "/", name, atom, tuple(array.shape), chunkshape=fitting, filters=filters
    )
    for region in grid.iter_chunks(array.shape, (fitting[0], *array.shape[1:])):
        target[region] = array[region]
