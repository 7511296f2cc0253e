"""What a node of PyTables holds, and what keeps PyTables from opening it."""

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from outofcore import grid
from outofcore.formats._hdf5_source import chunk_table, open_file


@dataclass(frozen=True)
class NodeInfo:
    """What one node of a file holds.

    Attributes
    ----------
    name : str
        Its path, without the first slash.
    kind : str
        "Array" (contiguous), "CArray" (chunked), "EArray" (grows along an axis), "VLArray" (rows
        of any length), "Table" (rows of named columns), or "UnImplemented": of another program.
    shape : tuple of int
    dtype : numpy.dtype or None
        Of an element; of a row in a table.
    rows : int
    chunkshape : tuple of int or None
    filters : str
        "zlib 5, shuffle", for instance; "" where there are none.
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    dtype: np.dtype | None
    rows: int
    chunkshape: tuple[int, ...] | None
    filters: str


def node_info(node):
    """Return the `NodeInfo` of an open node."""
    kind, found = type(node).__name__, getattr(node, "filters", None)
    words = []
    if found is not None:
        words = [f"{found.complib} {found.complevel}"] if found.complevel else []
        words += [word for word in ("shuffle", "bitshuffle", "fletcher32") if getattr(found, word)]
    chunkshape = getattr(node, "chunkshape", None)
    return NodeInfo(
        node._v_pathname[1:],
        kind,
        tuple(map(int, getattr(node, "shape", None) or ())),
        None if kind == "UnImplemented" else np.dtype(node.dtype),
        int(getattr(node, "nrows", 0) or 0),
        None if chunkshape is None else tuple(map(int, chunkshape)),
        ", ".join(words),
    )


def check_stored(path, names):
    """Raise OSError unless every chunk of some nodes lies in the file, which is closed.

    Notes
    -----
    On a full disk PyTables loses what HDF5 still held in its chunk cache: append, flush and close
    go through without an error (tables 3.11.1).
    """
    try:
        with open_file(path) as file:
            for name in names:
                _check_chunks(path, name, file[name])
    except ValueError as error:
        raise OSError(f"{path} did not get onto the disk whole: {error}") from error


def _check_chunks(path, name, dataset):
    if dataset.chunks is None:
        return
    count = grid.count_chunks(dataset.shape, dataset.chunks)
    _, places = chunk_table(dataset)
    stored = int(np.count_nonzero(places[:, 0] + places[:, 1] <= Path(path).stat().st_size))
    if stored != count:
        raise ValueError(f"{stored} of the {count} chunks of {name} are there")


def check_attributes(path, names=None):
    """Raise ValueError where PyTables would end the process, when it loads a node.

    Parameters
    ----------
    path : path
    names : sequence of str, optional
        Of the nodes, which need not be there; by default all of the file.

    Notes
    -----
    PyTables follows a null pointer where a list of texts of any length has an empty one (tables
    3.11.1), as `DIMENSION_LABELS` has by h5py when not every axis was given a name.
    """
    with open_file(path) as file:
        if names is not None:
            for name in names:
                if name in file:
                    _check_object(name, file[name], path)
        else:
            _check_object("/", file, path)
            file.visititems(lambda name, item: _check_object(name, item, path))


def _check_object(name, item, path):
    for key in item.attrs:
        attribute = item.attrs.get_id(key)
        text = h5py.check_string_dtype(attribute.dtype)
        if text is None or text.length is not None or not attribute.shape:
            continue
        if not all(len(value) for value in np.ravel(item.attrs[key])):
            raise ValueError(
                f"PyTables cannot open {name} in {path}: its attribute {key} has an empty text; "
                "open it by outofcore.formats.hdf5_image, or fill the text in"
            )
