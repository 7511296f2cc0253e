"""HDF5 files by an unknown hand: look at one in a process of its own first.

HDF5 may crash on a damaged file, never come back, or ask for more memory than there is. What a
copy of this process has been through, this process can go through as well.
"""

import contextlib
import faulthandler
import os
import signal
import time
import warnings

import h5py

from outofcore.formats import hdf5

MOST_OBJECTS = 100
_RESOLUTION_S = 0.002


def can_be_read(path, *, max_bytes, max_seconds=5):
    """Tell whether HDF5 gets through the file at `path` alive.

    Parameters
    ----------
    path : path
    max_bytes : int
        Data sets that are larger, or in larger chunks, are not read.
    max_seconds : float
        Then the copy is ended, and the answer is no.

    Notes
    -----
    An error that HDF5 reports is as good as an answer: whoever opens the file meets it again. Where
    processes cannot be copied (Windows), only the file's signature is looked at.
    """
    if not hasattr(os, "fork"):
        return h5py.is_hdf5(path)
    with warnings.catch_warnings():  # newer Pythons warn of threads; the copy uses none
        warnings.simplefilter("ignore")
        child = os.fork()
    if child == 0:
        try:
            faulthandler.disable()
            _look_at_everything(path, max_bytes)
        finally:
            os._exit(0)
    end = time.monotonic() + max_seconds
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status == 0
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return False
        time.sleep(_RESOLUTION_S)


def first_objects(file):
    """Return the first hundred objects of an open file; no link is followed."""
    found = []
    file.visititems(lambda name, item: found.append(item) or (len(found) >= MOST_OBJECTS or None))
    return found


def names_elsewhere(file):
    """Return the names, among the first objects, whose values lie in other files."""
    found = [d.name for d in first_objects(file) if _is_elsewhere(d)]
    names = []
    file.visit_links(lambda name: names.append(name) or (len(names) >= MOST_OBJECTS or None))
    links = {name: file.get(name, getlink=True) for name in names}
    return found + [f"/{name}" for name, at in links.items() if isinstance(at, h5py.ExternalLink)]


def _is_elsewhere(item):
    return isinstance(item, h5py.Dataset) and bool(item.is_virtual or item.external)


def chunk_bytes(item):
    """Return the bytes of one chunk of a data set, unpacked; 0 where there are none."""
    if not isinstance(item, h5py.Dataset) or item.chunks is None:
        return 0
    nbytes = item.dtype.itemsize
    for length in item.chunks:
        nbytes *= int(length)
    return nbytes


def _look_at_everything(path, max_bytes):
    with contextlib.suppress(Exception), h5py.File(path, "r") as file:
        for item in [file, *first_objects(file)]:
            with contextlib.suppress(Exception):
                dict(item.attrs)
                if isinstance(item, h5py.Dataset) and not item.is_virtual:
                    hdf5.map_dataset(item)
                    if max(item.nbytes, chunk_bytes(item)) <= max_bytes:
                        item[()]
