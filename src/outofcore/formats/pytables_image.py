"""Images in PyTables: a CArray per level, and the attributes of `outofcore.formats.hdf5_image`.

A CArray is a chunked HDF5 data set, so both modules open what the other writes. PyTables has
filters of its own (Blosc, Blosc2, LZO, bzip2), and lets one thread in at a time: reading and
writing take turns.
"""

import contextlib
import re
import threading
from pathlib import Path

import numpy as np
import tables

from outofcore import grid
from outofcore.formats import hdf5_image, pytables
from outofcore.formats._hdf5_about import ATTRIBUTE, element_size, own_text
from outofcore.formats._hdf5_sinks import Sink, check_levels, stored_bytes
from outofcore.formats._hdf5_source import check_target
from outofcore.formats._pytables_nodes import check_attributes, check_stored
from outofcore.paths import check_free_space, write_beside

LOCK = threading.RLock()  # PyTables is not made for threads: one lock for all of its files
MOST_TEXT_BYTES = 60_000  # HDF5's attributes of a fixed length end at 64 KiB, their header included


class Node:
    """An array of an open file, read by one thread at a time.

    Parameters
    ----------
    file : tables.File
    name : str
    dtype : dtype
        As h5py sees it, in the machine's own byte order. Each of the two takes a bool of the
        other for a byte.

    Attributes
    ----------
    shape, dtype
    chunks : tuple of int or None
        None where it is not chunked.
    """

    def __init__(self, file, name, dtype):
        with LOCK:
            self._node = pytables.get_array(file, name)
        self.shape = tuple(map(int, self._node.shape))
        self.dtype = np.dtype(bool if self._node.dtype == bool else dtype)
        chunks = self._node.chunkshape
        self.chunks = None if chunks is None else tuple(map(int, chunks))
        self._place = f"/{name} in {file.filename}"

    @property
    def ndim(self):
        return len(self.shape)

    @property
    def stored_bytes(self):
        """Return the bytes that the array takes in the file."""
        with LOCK:
            return int(self._node.size_on_disk)

    def stored_size(self, index):
        """Return the bytes of one chunk in the file, 0 where none is stored."""
        first = tuple(i * n for i, n in zip(index, self.chunks, strict=True))
        with LOCK:
            return int(self._node.chunk_info(first).size or 0)

    def __getitem__(self, selection):
        try:
            with LOCK:
                values = self._node[selection]
        except tables.HDF5ExtError as error:
            raise ValueError(
                f"{self._place} cannot be read by PyTables: {_words(error)}"
            ) from error
        return np.asarray(values, self.dtype)[()]


@contextlib.contextmanager
def open_image(path, name=None):
    """Return a context that yields the `Image` at `name` in the file at `path`.

    Parameters, errors and what is understood are those of
    `outofcore.formats.hdf5_image.open_image`; PyTables reads the voxels.

    Notes
    -----
    h5py reads the attributes, and looks for those on which PyTables would end the process.
    """
    with hdf5_image.open_image(path, name) as image:
        levels = [(level.array.name, level.array.dtype) for level in image.levels]
    check_attributes(path, [level_name for level_name, _ in levels])
    with contextlib.ExitStack() as stack:
        with LOCK:
            file = pytables.open_lazy(path)
        stack.callback(_close, file)
        arrays = [Node(file, *level) for level in levels]
        yield image.with_levels(arrays, [level.factors for level in image.levels])


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
    level=5,
    shuffle=True,
    overwrite=False,
    resume=False,
    durable=False,
):
    """Return a context that makes a new file for an image, and yields a sink for each level.

    Parameters
    ----------
    path, image, blocks, name, overwrite, resume, durable
        As for `outofcore.formats.hdf5_image.creating`; the name has no slash.
    compression : str, optional
        "zlib", "blosc", "blosc:zstd", "blosc2:lz4" ... (those of `tables.Filters`).
    level : int
        From 1 to 9.
    shuffle : bool
        Whether bytes of equal weight are put together first.

    Yields
    ------
    list of sink
        With `write(number, block)`, for several threads, who take turns.

    Raises
    ------
    FileExistsError, OSError
        As for `outofcore.formats.hdf5_image.creating`.
    ValueError
        Before anything is written, for numbers or filters that PyTables has not, and for an image
        without voxels, which a CArray cannot be; at the end, when blocks are missing.
    """
    path, arrays = Path(path), [own.array for own in image.levels]
    blocks = check_levels(arrays, blocks)
    if empty := [a.shape for a in arrays if 0 in a.shape]:
        raise ValueError(f"an image of {empty[0]} has no voxels; a CArray cannot be empty")
    atom, filters = _atom(image.dtype), _filters(compression, level, shuffle)
    names = [name, *(f"{name}_{number}" for number in range(1, len(arrays)))]
    if len(own_text(image, names).encode()) > MOST_TEXT_BYTES:
        raise ValueError(
            f"the names of {len(image.channels)} channels are longer than an attribute of PyTables"
        )
    check_target(path, overwrite)
    if not compression:
        check_free_space(path.parent, sum(map(stored_bytes, arrays, blocks)))
    with write_beside(path, overwrite=overwrite) as beside:
        with contextlib.ExitStack() as stack:
            with LOCK:  # without a cache, or what does not fit on the disk is lost without an error
                file = tables.open_file(str(beside), "w", chunk_cache_size=0)
            stack.callback(_close, file)
            sinks = []
            for number, (own, array, block) in enumerate(zip(names, arrays, blocks, strict=True)):
                options = {"chunkshape": block, "filters": filters}
                with LOCK:
                    node = file.create_carray("/", own, atom, tuple(array.shape), **options)
                    _write_about(node, image, number, names)
                sinks.append(NodeSink(node, block))
            yield sinks
            for sink in sinks:
                sink.finish()
        check_stored(beside, names)


class NodeSink(Sink):
    """Takes the blocks of a CArray; see `outofcore.formats._hdf5_sinks.Sink`."""

    def __init__(self, node, block):
        self._node, self.block_shape, self.place = node, tuple(block), node._v_pathname
        self.shape, self.dtype = tuple(map(int, node.shape)), node.dtype
        self.grid = grid.grid_shape(self.shape, self.block_shape)
        self._written, self._lock = np.zeros(self.grid, bool), threading.Lock()

    def _store(self, number, region, block):
        try:
            with LOCK:
                self._node[region] = block
        except tables.HDF5ExtError as error:
            raise OSError(f"{self.place} cannot be written: {_words(error)}") from error


def _write_about(node, image, number, names):
    """Give a CArray the attributes by which `hdf5_image` knows it, too."""
    if number == 0:
        node.attrs[ATTRIBUTE] = np.bytes_(own_text(image, names).encode())
    if (size := element_size(image, number)) is not None:
        node.attrs["element_size_um"] = np.array(size)


def _atom(dtype):
    try:
        return tables.Atom.from_dtype(np.dtype(dtype).newbyteorder("="))
    except (TypeError, ValueError) as error:
        raise ValueError(f"PyTables cannot store {dtype}: {error}") from error


def _filters(compression, level, shuffle):
    if not compression:
        return None
    try:
        if tables.which_lib_version(compression.partition(":")[0]) is None:
            raise ValueError("this PyTables was built without it")
        return tables.Filters(complevel=level, complib=compression, shuffle=shuffle)
    except ValueError as error:
        raise ValueError(f"PyTables has no compression {compression!r}: {error}") from error


def _close(file):
    with LOCK:
        file.close()


def _words(error):
    """Return what went wrong; PyTables hands on all of HDF5's calls, the last one at the end."""
    found = re.search("error message = '([^']*)'", str(error))
    return found[1] if found else str(error).strip().splitlines()[-1].strip()
