"""Which format lies at a path: decided by the first bytes of a file, or by what a folder holds."""

import contextlib
from collections import Counter
from pathlib import Path

KNOWN = "TIFF, HDF5, Zarr, BigDataViewer's XML, .npy and folders of TIFF planes are read"
TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
NPY = b"\x93NUMPY"
DAMAGE = (LookupError, TypeError, AttributeError, ArithmeticError, MemoryError, RuntimeError)
ZARR = ("zarr.json", ".zarray", ".zgroup")


def split_name(path):
    """Return the path, and what stands behind "::", "" where nothing does.

    >>> split_name("cells.h5::nuclei")
    (PosixPath('cells.h5'), 'nuclei')
    """
    whole = Path(path)
    if whole.exists() or "::" not in str(path):
        return whole, ""
    before, _, name = str(path).rpartition("::")
    return Path(before), name


def kind_of(path):
    """Return in words which format lies at `path`: "OME-TIFF", "Zarr v3", "HDF5 (PyTables)".

    Parameters
    ----------
    path : path
        Of a file or a folder; known by what it holds, not by its name.

    Raises
    ------
    FileNotFoundError
        When there is nothing.
    ValueError
        When it is of no format known here; the message says what it looks like.
    """
    path = Path(path)
    reader = find_reader(path)
    with damage_told(path):
        return reader.kind_of(path)


@contextlib.contextmanager
def damage_told(what):
    """Turn what libraries raise over damaged metadata into a ValueError: a context."""
    try:
        yield
    except DAMAGE as error:
        words = str(error) or type(error).__name__
        raise ValueError(f"{what} is damaged, or of a kind not known here: {words}") from error


def find_reader(path):
    """Return the module that describes what lies at `path`; errors are those of `kind_of`."""
    if not path.exists():
        raise FileNotFoundError(f"there is nothing at {path}")
    return _reader_of_folder(path) if path.is_dir() else _reader_of_file(path)


def _reader_of_folder(path):
    from outofcore.describe import _planes, _zarr

    if any((path / name).is_file() for name in ZARR):
        return _zarr
    if _planes.list_planes(path):
        return _planes
    for one in sorted(path.iterdir()):
        if any((one / name).is_file() for name in ZARR):
            raise ValueError(f"{path} is a plain folder, but {one.name} in it is Zarr: try {one}")
    raise ValueError(f"{path} is a folder that holds {_contents(path)}; {KNOWN}")


def _reader_of_file(path):
    from outofcore.describe import _bdv, _hdf5, _npy, _tiff
    from outofcore.formats import hdf5

    with path.open("rb") as file:
        head = file.read(512)
    if head.startswith(TIFF):
        return _tiff
    if head.startswith(NPY):
        return _npy
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _bdv
    try:
        hdf5.open_lazy(path).close()
    except ValueError as error:
        words = str(error).rpartition("it looks like ")[2]
        raise ValueError(f"{path} looks like {words}; {KNOWN}") from error
    except OSError as error:
        raise ValueError(f"{path} is a damaged HDF5 file: {error}") from error
    return _hdf5


def _contents(folder):
    """Return in words what a folder holds: "3 .png, 1 folders"."""
    kinds = Counter(
        "folders" if one.is_dir() else f"{one.suffix or 'without a suffix'}"
        for one in folder.iterdir()
    )
    return ", ".join(f"{count} {kind}" for kind, count in kinds.most_common(4)) or "nothing"
