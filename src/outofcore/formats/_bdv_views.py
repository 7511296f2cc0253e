"""The voxels of BigDataViewer's views: one HDF5 data set for each time point, setup and level.

::

    t00000/s00/0/cells    time point 0, setup 0, full resolution: z, y, x
    t00000/s00/1/cells    the same, smaller
    s00/resolutions       voxels of the full resolution that one voxel of each level spans: x, y, z
    s00/subdivisions      the chunks of each level: x, y, z

For a reader these are one array with axes for time points and channels in front.
"""

import itertools
import threading

import h5py
import numpy as np

from outofcore import grid
from outofcore.formats._hdf5_sinks import create_sink
from outofcore.formats.hdf5_chunks import Chunks
from outofcore.formats.image import Planned

DTYPES = ("uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64")
DTYPES += ("float32", "float64")


def cells_name(timepoint, setup, level):
    """Return the name of a data set.

    >>> cells_name(3, 0, 1)
    't00003/s00/1/cells'
    """
    return f"t{timepoint:05d}/s{setup:02d}/{level}/cells"


def stored_dtype(dtype):
    """Return how the numbers lie in the file: uint16 as int16, bit by bit, as BDV always did."""
    dtype = np.dtype(dtype).newbyteorder("=")
    return np.dtype("i2") if dtype == np.uint16 else dtype


def setup_dtype(file, setup, dataset):
    """Return what the numbers of a setup mean.

    Raises
    ------
    ValueError
        When the setup says one thing and the data set holds another.
    """
    said = file[f"s{setup:02d}"].attrs.get("dataType")
    if said is None:  # until 2023 there was nothing but uint16
        return np.dtype("u2") if dataset.dtype.name in ("int16", "uint16") else dataset.dtype
    said = said.decode() if isinstance(said, bytes) else str(said)
    if said not in DTYPES or dataset.dtype.name != said:
        raise ValueError(
            f"s{setup:02d} in {file.filename} says that its numbers are {said!r}, "
            f"but {dataset.name} holds {dataset.dtype}"
        )
    return np.dtype(said)


def read_factors(file, setup):
    """Return the factors of each level along z, y, x.

    Raises
    ------
    ValueError
        When the file does not say them.
    """
    table = file.get(f"s{setup:02d}/resolutions")
    if not isinstance(table, h5py.Dataset) or table.ndim != 2 or table.shape[1] != 3:
        raise ValueError(
            f"{file.filename} has no table s{setup:02d}/resolutions with three numbers per level"
        )
    return [tuple(map(float, row[::-1])) for row in table[...]]


def write_setup(file, setup, dtype, factors, blocks):
    """Write what a setup says about its levels; factors and blocks are those of z, y, x."""
    group = file.create_group(f"s{setup:02d}")
    group.create_dataset("resolutions", data=np.array(factors, "f8")[:, ::-1])
    group.create_dataset("subdivisions", data=np.array(blocks, "i4")[:, ::-1])
    if np.dtype(dtype).name != "uint16":
        group.attrs["dataType"] = np.bytes_(np.dtype(dtype).name)


class Cells:
    """One data set as the numbers it means."""

    def __init__(self, dataset, dtype):
        self._chunks, self.dtype = Chunks(dataset), np.dtype(dtype).newbyteorder("=")
        self.shape, self.chunks = self._chunks.shape, self._chunks.chunks
        self.block_shape = self._chunks.block_shape

    @property
    def ndim(self):
        return len(self.shape)

    def __getitem__(self, selection):
        return np.asarray(self._chunks[selection]).view(self.dtype)[()]

    @property
    def stored_bytes(self):
        return self._chunks.stored_bytes

    def stored_size(self, index):
        return self._chunks.stored_size(index)

    def read_into(self, region, room):
        """Fill an array with a region, as `Chunks.read_into`."""
        self._chunks.read_into(region, room.view(self._chunks.dtype))
        return room


class Views:
    """Many data sets of one shape as one array.

    Parameters
    ----------
    find : callable
        Takes the place along the leading axes and returns its `Cells`; asked when it is read.
    lead : tuple of int
        The lengths of the leading axes.
    """

    def __init__(self, find, lead):
        self._find, self._lead, self._lock, self._found = find, tuple(lead), threading.Lock(), {}
        first = self._cells((0,) * len(lead))
        self.shape, self.dtype = (*lead, *first.shape), first.dtype
        ones = (1,) * len(lead)
        self.chunks = None if first.chunks is None else (*ones, *first.chunks)
        self.block_shape = (*ones, *first.block_shape)

    @property
    def ndim(self):
        return len(self.shape)

    def __getitem__(self, selection):
        items = grid._one_item_per_axis(selection, self.shape)
        many = len(self._lead)
        picked = grid.normalize_selection(items[:many], self._lead)
        rest = items[many:]
        inner = grid.selected_shape(rest, self.shape[many:])
        out = np.empty((*map(len, picked), *inner), self.dtype)
        for place in np.ndindex(*map(len, picked)):
            index = tuple(p[i] for p, i in zip(picked, place, strict=True))
            out[place] = self._cells(index)[rest]
        return out.reshape(grid.selected_shape(items, self.shape))[()]

    @property
    def stored_bytes(self):
        """Return the bytes that all of the data sets take."""
        return sum(self._cells(index).stored_bytes for index in np.ndindex(*self._lead))

    def stored_size(self, index):
        """Return the bytes of one chunk, 0 where none is stored."""
        many = len(self._lead)
        return self._cells(tuple(index[:many])).stored_size(index[many:])

    def read_into(self, region, room):
        """Fill an array with a region, as `Chunks.read_into`."""
        many = len(self._lead)
        starts = [part.indices(n)[0] for part, n in zip(region, self._lead, strict=False)]
        for place in np.ndindex(*room.shape[:many]):
            index = tuple(s + i for s, i in zip(starts, place, strict=True))
            self._cells(index).read_into(region[many:], room[place])
        return room

    def _cells(self, index):
        with self._lock:
            if index not in self._found:
                self._found[index] = self._find(index)
            return self._found[index]


class ViewSink:
    """Takes the blocks of one level and hands each to the data sets it is a part of.

    Parameters
    ----------
    file : h5py.File
        Open for writing.
    planned : outofcore.formats.image.Planned
        Of the level, with all its axes.
    axes : str
        Letters of "tczyx" in this order, "yx" among them.
    block : tuple of int
    level : int
    **options
        Passed on to `h5py.Group.create_dataset`.
    """

    def __init__(self, file, planned, axes, block, level, **options):
        self.shape, self.block_shape = tuple(planned.shape), tuple(block)
        self.dtype = np.dtype(planned.dtype).newbyteorder("=")
        self.grid = grid.grid_shape(self.shape, self.block_shape)
        self._stored = stored_dtype(self.dtype)
        lengths, blocks = (dict(zip(axes, n, strict=True)) for n in (self.shape, self.block_shape))
        self._places = [range(lengths.get(axis, 1)) for axis in "tc"]
        own = Planned(tuple(lengths.get(axis, 1) for axis in "zyx"), self._stored)
        chunk = tuple(blocks.get(axis, 1) for axis in "zyx")
        self._axes = axes
        self._sinks = {
            (t, c): create_sink(file, cells_name(t, c, level), own, chunk, **options)
            for t, c in itertools.product(*self._places)
        }

    def write(self, number, block):
        """Store one block; see `outofcore.formats._hdf5_sinks.Sink.write`."""
        region = grid.chunk_region(number, self.shape, self.block_shape)
        expected = tuple(part.stop - part.start for part in region)
        if block.shape != expected:
            raise ValueError(f"block {number} has {block.shape}, not {expected}")
        parts = dict(zip(self._axes, region, strict=True))
        numbers = dict(zip(self._axes, number, strict=True))
        missing = tuple(i for i, axis in enumerate("tczyx") if axis not in self._axes)
        values = np.expand_dims(np.asarray(block, self.dtype).view(self._stored), missing)
        t, c = (parts.get(axis, slice(0, 1)).start for axis in "tc")
        inner = tuple(numbers.get(axis, 0) for axis in "zyx")
        for i, j in np.ndindex(*values.shape[:2]):
            self._sinks[t + i, c + j].write(inner, values[i, j])

    def finish(self):
        """Raise ValueError unless every block was written."""
        for sink in self._sinks.values():
            sink.finish()
