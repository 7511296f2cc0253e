"""Files that an answer made, opened by a check: they may be damaged anywhere, or meant to harm."""

import contextlib

from outofcore.checking.student import AnswerFailed
from outofcore.formats import hdf5
from outofcore.formats.hdf5_guard import can_be_read, chunk_bytes, first_objects, names_elsewhere
from outofcore.units import MIB, format_bytes

MOST_BYTES = 64 * MIB
NOT_CLOSED = "was it closed before your function returned?"


@contextlib.contextmanager
def opened(path, *, doubt=NOT_CLOSED, max_bytes=MOST_BYTES, elsewhere=False):
    """Return a context that yields the HDF5 file at `path`, open for reading.

    Parameters
    ----------
    path : path or None
        As in `Run.files`: None where the answer took it away.
    doubt : str
        A question for the learner whose file cannot be read.
    max_bytes : int
        Of the file, and of a chunk in it.
    elsewhere : bool
        Whether it may lead to other files, by links or virtual data sets: the check looks to that.

    Raises
    ------
    AnswerFailed
        When there is no file, it is empty or far too large, or HDF5 cannot read it; also where that
        shows only in the context. Says which.
    """
    if path is None:
        raise AnswerFailed("there is no file at `path` any more")
    nbytes = path.stat().st_size
    if not nbytes:
        raise AnswerFailed(
            "the file has 0 bytes; not even an HDF5 file without members is that small"
        )
    if nbytes > max_bytes:
        at_most = f"expected at most {format_bytes(max_bytes)}"
        raise AnswerFailed(f"the file has {format_bytes(nbytes)}; {at_most}")
    if not can_be_read(path, max_bytes=max_bytes):
        raise AnswerFailed(f"HDF5 cannot read the file: {doubt}")
    try:
        with hdf5.open_lazy(path) as file:
            for item in first_objects(file):
                if chunk_bytes(item) > max_bytes:
                    words = f"{item.name} has chunks of {item.chunks}"
                    raise AnswerFailed(f"{words}, far larger than anything asked for")
            if not elsewhere and (names := names_elsewhere(file)):
                raise AnswerFailed(f"{names[0]} keeps its values in another file")
            yield file
    except (OSError, RuntimeError, KeyError, TypeError, ValueError) as error:
        raise AnswerFailed(f"the file cannot be read ({type(error).__name__}): {doubt}") from error
