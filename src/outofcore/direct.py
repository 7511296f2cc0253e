"""Writing past the system's page cache, where that can be done (Linux: O_DIRECT).

A buffered write copies every byte into the cache first, and fsync waits until the cache has reached
the disk. What is larger than memory has no use for the cache, and would push out of it what others
need. The disk takes the bytes from where they lie, if they lie on whole blocks of it.
"""

import errno
import mmap
import os

import numpy as np

BLOCK = 4096  # bytes; address and length are multiples of it. Disks ask for 512 or 4096
REFUSED = (errno.EINVAL, errno.EOPNOTSUPP)


def aligned_room(nbytes):
    """Return an array of `nbytes` bytes that begins on a block.

    >>> aligned_room(10_000).shape
    (10000,)
    """
    return np.frombuffer(mmap.mmap(-1, nbytes), "u1")


def start_writing(handle, offset=0, length=0):
    """Have the system begin to bring a file, or a part of it, from its cache to the disk.

    Linux does so when it is told that the pages are not needed; those that are on their way stay.
    Elsewhere nothing happens, and fsync waits for longer.
    """
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(handle, offset, length, os.POSIX_FADV_DONTNEED)


def write_direct(path, data, *, at=0):
    """Write bytes to the file at `path`, and return how many: 0 where it must be done otherwise.

    The rest, and fsync, are the caller's.

    Parameters
    ----------
    path : path
    data : bytes-like
    at : int
        Where in the file; with 0, a file that exists is replaced.

    Raises
    ------
    OSError
        As `os.open` and `os.write`, for instance when the disk is full.
    """
    view = np.frombuffer(data, "u1")
    on_blocks = (view.ctypes.data | len(view) | at) % BLOCK == 0
    if not hasattr(os, "O_DIRECT") or not len(view) or not on_blocks:
        return 0
    flags, handle = os.O_WRONLY | os.O_CREAT | os.O_DIRECT | (0 if at else os.O_TRUNC), None
    try:
        handle = os.open(path, flags, 0o666)
        return os.pwrite(handle, view, at)
    except OSError as error:
        if error.errno in REFUSED:  # a file system without it
            return 0
        raise
    finally:
        if handle is not None:
            os.close(handle)
