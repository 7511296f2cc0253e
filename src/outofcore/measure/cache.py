"""The page cache: how much of a file the system already holds in memory, and how to change that.

A read that the page cache serves never reaches the disk. A measurement has to say which of the two
it measured.
"""

import ctypes
import mmap
import os
import sys
from pathlib import Path

import numpy as np

from outofcore.units import MIB, format_bytes

PAGE = mmap.PAGESIZE
WINDOW = 256 * MIB  # mapped at a time; a multiple of the page


def drop_cache(path):
    """Take a file, or every file below a folder, out of the page cache.

    Raises
    ------
    FileNotFoundError
        When there is nothing at `path`.
    OSError
        Where the system cannot be asked to (macOS, Windows).

    Notes
    -----
    fsync, then posix_fadvise(POSIX_FADV_DONTNEED). It is a request: pages that somebody has mapped,
    that became dirty again, or whose file lives in memory (tmpfs) stay. `cached_share` tells.
    """
    if not hasattr(os, "posix_fadvise"):
        raise OSError("this system cannot drop single files from its page cache; use Linux or WSL2")
    for file in _files(path):
        with open(file, "rb") as opened:
            os.fsync(opened.fileno())
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def cached_share(path):
    """Return the share of the pages of a file, or of all files below a folder, in the page cache.

    Returns
    -------
    float or None
        From 0.0 to 1.0; 1.0 for a file without bytes; None where the system does not say.

    Notes
    -----
    From mincore(2), Linux only. It answers for files that this user owns or may write; for others
    the kernel says "all of it".
    """
    if sys.platform != "linux":
        return None
    counts = [_cached_pages(file) for file in _files(path)]
    pages = sum(total for _, total in counts)
    return sum(cached for cached, _ in counts) / pages if pages else 1.0


def cold(path, *, max_share=0.01):
    """Drop a file or folder from the page cache and make sure that it is gone.

    Raises
    ------
    OSError
        When more than `max_share` of the pages are still there: nothing read now would be cold.
    """
    drop_cache(path)
    share = cached_share(path)
    if share is not None and share > max_share and any(f.stat().st_size for f in _files(path)):
        raise OSError(
            f"{share:.0%} of {path} is still in memory; close what has it open or mapped, or use a "
            "folder on a disk (a tmpfs is memory)"
        )


def warm(path):
    """Read a file, or every file below a folder, once, so that the page cache holds it."""
    buffer = bytearray(MIB)
    for file in _files(path):
        with open(file, "rb", buffering=0) as opened:
            while opened.readinto(buffer):
                pass


def _files(path):
    """Return the files at or below `path`."""
    path = Path(path)
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file())
    if not path.exists():
        raise FileNotFoundError(f"no file or folder at {path}")
    return [path]


def _cached_pages(path):
    """Return (cached, all) pages of one file."""
    nbytes, cached = path.stat().st_size, 0
    with open(path, "rb") as file:
        for start in range(0, nbytes, WINDOW):
            length = min(WINDOW, nbytes - start)
            with mmap.mmap(file.fileno(), length, access=mmap.ACCESS_READ, offset=start) as mapped:
                cached += _count_resident(mapped, length)
    return cached, -(-nbytes // PAGE)


def _count_resident(mapped, length):
    """Return how many pages of a memory map the system holds; mapping it read none of them."""
    libc = ctypes.CDLL(None, use_errno=True)
    resident = (ctypes.c_ubyte * -(-length // PAGE))()
    view = np.frombuffer(mapped, "u1")
    address = ctypes.c_void_p(view.ctypes.data)
    failed = libc.mincore(address, ctypes.c_size_t(length), resident)
    del view  # a map cannot be closed while an array stands on it
    if failed:
        raise OSError(ctypes.get_errno(), f"mincore of {format_bytes(length)} failed")
    return int((np.frombuffer(resident, "u1") & 1).sum())
