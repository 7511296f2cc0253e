"""Where data lives, and how a file gets there whole or not at all."""

import contextlib
import os
import shutil
import uuid
from pathlib import Path

import platformdirs

from outofcore.units import format_bytes


def data_dir():
    """Return the folder of the data sets; it may not exist yet.

    The first of these: the environment variable ``OUTOFCORE_DATA``; ``data`` in the checkout of the
    course around the current folder; the user's data folder of the system.

    >>> data_dir().name
    'data'
    """
    chosen = os.environ.get("OUTOFCORE_DATA")
    if chosen:
        return Path(chosen).expanduser().absolute()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "course").is_dir() and (folder / "exercises").is_dir():
            return folder / "data"
    return platformdirs.user_data_path("outofcore") / "data"


@contextlib.contextmanager
def write_beside(path, *, overwrite=False):
    """Return a context that yields a temporary path and renames it to `path` at the end.

    Nobody ever sees half a file under `path`: not after an error, a Ctrl-C or a power cut. The
    temporary file lies in the same folder, because only within one file system is a rename atomic.

    Parameters
    ----------
    path : str or Path
        The file to be. Its folder is created if need be.
    overwrite : bool
        Whether a file that exists may be replaced. Until the end it stays as it was.

    Yields
    ------
    Path
        A free name with the suffix of `path`. Write the file there, and close it.

    Raises
    ------
    FileExistsError
        If `path` exists and `overwrite` is False.
    IsADirectoryError
        If `path` is a folder.
    FileNotFoundError
        If nothing was written under the temporary name.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with write_beside(f"{folder}/a.txt") as temporary:
    ...         _ = temporary.write_text("done")
    ...     [entry.name for entry in Path(folder).iterdir()]
    ['a.txt']
    """
    path = Path(path)
    _check_target(path, overwrite)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.stem}.{uuid.uuid4().hex[:8]}.part{path.suffix}")
    try:
        yield temporary
        with open(temporary, "r+b") as file:
            os.fsync(file.fileno())  # the data reach the disk before the name does
        os.replace(temporary, path)
    except BaseException:  # Ctrl-C too
        temporary.unlink(missing_ok=True)
        raise


def check_free_space(folder, nbytes):
    """Raise OSError unless `nbytes` more bytes fit on the disk of `folder`.

    `folder` need not exist yet: the nearest parent that does tells the disk.

    >>> check_free_space(".", 1)
    """
    folder = Path(folder).absolute()
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(there).free
    if nbytes > free:
        raise OSError(
            f"{folder} has {format_bytes(free)} free but {format_bytes(nbytes)} are needed; "
            "make room, choose a smaller size, or set OUTOFCORE_DATA to a folder on a larger disk"
        )


def _check_target(path, overwrite):
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder; give the name of a file")
    if path.exists() and not overwrite:
        raise FileExistsError(f"{path} exists; delete it, rename it, or pass overwrite=True")
