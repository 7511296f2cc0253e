"""What HDF5 has to be asked about a data set before its chunks can be read without HDF5."""

import contextlib
import os
import threading
from array import array
from pathlib import Path

import h5py
import numpy as np

from outofcore import grid
from outofcore.formats import hdf5
from outofcore.formats._hdf5_filters import Pipeline

LOCK = threading.RLock()  # HDF5 has one of its own; with ours, nobody waits inside of it
MOST = 2**63 - 1  # a damaged file may say more than fits into the table


def open_file(path):
    """Return an open `h5py.File`, as `outofcore.formats.hdf5.open_lazy` does.

    Raises
    ------
    FileNotFoundError
        When there is no file.
    ValueError
        When it is not HDF5, or damaged; HDF5's own words are in the message.
    """
    try:
        return hdf5.open_lazy(path)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise ValueError(f"{path} is damaged: {error}") from error


def check_target(path, overwrite):
    """Raise FileExistsError unless `path` is free, or an HDF5 file that may be replaced."""
    if not path.exists() or (overwrite and path.is_file() and h5py.is_hdf5(path)):
        return
    if overwrite:
        raise FileExistsError(
            f"{path} exists and is no HDF5 file; delete it, or choose another name"
        )
    raise FileExistsError(f"{path} exists; delete it, rename it, or pass overwrite=True")


def chunk_table(dataset):
    """Return (numbers, places) of the stored chunks of a data set, in row-major order.

    Returns
    -------
    numbers : array of int
        Each chunk's number in the grid of chunks, row-major.
    places : array of int, shape (chunks, 3)
        Offset, bytes, and the mask of the filters that it did not pass.
    """
    counts, found = grid.grid_shape(dataset.shape, dataset.chunks), array("q")

    def add(stored):
        index = [o // c for o, c in _zip(stored.chunk_offset, dataset.chunks)]
        if all(i < n for i, n in _zip(index, counts)):
            number = int(np.ravel_multi_index(index, counts))
            place = (min(stored.byte_offset, MOST), min(stored.size, MOST))
            found.extend((number, *place, stored.filter_mask))

    dataset.id.chunk_iter(add)
    table = np.array(found, "i8").reshape(-1, 4)
    table = table[np.argsort(table[:, 0])]
    return table[:, 0].copy(), table[:, 1:].copy()


def check_sources(dataset):
    """Raise FileNotFoundError when what a virtual data set takes its values from is missing.

    HDF5 itself gives the fill value for what it does not find.
    """
    if not dataset.is_virtual:
        return
    folder = Path(dataset.file.filename).parent
    for file, name in sorted({(s.file_name, s.dset_name) for s in dataset.virtual_sources()}):
        if file == "." or "%b" in file + name:  # the same file, or a pattern for files to come
            continue
        if not (folder / file).is_file():
            raise FileNotFoundError(
                f"{place_of(dataset)} takes values from {folder / file}, which is not there"
            )
        with open_file(folder / file) as source:
            if name not in source:
                raise FileNotFoundError(
                    f"{place_of(dataset)} takes values from {name} in "
                    f"{folder / file}, which has no such data set"
                )


def pipeline_of(dataset):
    """Return the `Pipeline` of a data set."""
    plist = dataset.id.get_create_plist()
    filters = [plist.get_filter(i) for i in range(plist.get_nfilters())]
    for code, *_ in filters:
        if not h5py.h5z.filter_avail(code):
            import hdf5plugin  # noqa: F401  (tells HDF5 of more filters; 60 ms, so only if needed)
    return Pipeline([(code, options) for code, _, options, _ in filters], dataset.dtype.itemsize)


def is_direct(dataset, pipeline):
    """Return whether the bytes in the file mean what the pipeline says, and nothing else."""
    file, plist = dataset.file, dataset.id.get_create_plist()
    chunked = plist.get_layout() == h5py.h5d.CHUNKED
    contiguous = plist.get_layout() == h5py.h5d.CONTIGUOUS
    return (
        hasattr(os, "preadv")
        and file.driver == "sec2"
        and file.mode == "r"
        and dataset.dtype.kind in "biufc"
        and dataset.ndim > 0
        and dataset.id.get_type() == h5py.h5t.py_create(dataset.dtype, logical=True)
        and (
            (chunked and pipeline.unpacks)
            or (
                contiguous
                and not plist.get_external_count()
                and dataset.id.get_offset() is not None
            )
        )
    )


@contextlib.contextmanager
def named(place, *more):
    """Turn the errors by which HDF5 says that a file is damaged into a ValueError that says where.

    Parameters
    ----------
    place : str
    *more : type
        Other errors than OSError and RuntimeError. A damaged header can lead to any.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except (OSError, RuntimeError, *more) as error:
        raise ValueError(f"{place} cannot be read: {error}") from error


def place_of(dataset):
    """Return a data set in words: its name and its file."""
    file = dataset.file.filename
    return f"{dataset.name} in {file if isinstance(file, str) else 'the open file'}"


def _zip(*sequences):
    return zip(*sequences, strict=True)
