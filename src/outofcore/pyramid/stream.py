"""A brick made smaller while it is read: a few planes at a time, which stay in the core's cache.

A brick of 2 MiB, its result and what the system copies it from push each other out of a cache of
2 MiB, so that everything is fetched from memory twice. A few planes do not::

    file   | planes 0 to 7 | planes 8 to 15 | ...      ->  one small room, again and again
    brick  |   0 to 3      |     4 to 7     | ...

All of a file is done in one call without Python's lock (the GIL). A thread that asks for it back
after each read waits for the others each time; with two threads that took as long as the reading.
"""

import ctypes
import functools
import os

import numba
import numpy as np

from outofcore.pyramid import _kernels
from outofcore.pyramid.downsample import downsample
from outofcore.units import KIB

PIECE_BYTES = 256 * KIB


class Stream:
    """A source whose bricks are whole files without codecs, read a few planes at a time.

    Parameters
    ----------
    files : outofcore.formats.zarr_files.Files
        Other bricks, and other arrays, are read as it reads them.
    """

    def __init__(self, files):
        self._files, self.dtype, self.read_into = files, files.dtype, files.read_into
        self._shape = tuple(files.block_shape) if files.is_plain and os.name == "posix" else None

    def can_shrink(self, region, step):
        """Return whether a brick is one file, and there is a kernel that takes all of its boxes."""
        shape = tuple([part.stop - part.start for part in region])
        return shape == self._shape and _has_kernel(shape, self.dtype, tuple(step))

    def shrink(self, region, step, own, out, at):
        """Write the means of the boxes of a brick to its place in `out`.

        Parameters
        ----------
        region, step : tuple
            As `can_shrink` said yes to.
        own : dict
            Keeps the room of this thread.
        out, at
            As of `outofcore.pyramid.downsample.downsample`.
        """
        shape = self._files.block_shape
        index = tuple(part.start // n for part, n in zip(region, shape, strict=True))
        if "piece" not in own:
            plane = shape[1] * shape[2] * self.dtype.itemsize
            depth = min(max(PIECE_BYTES // plane // step[0], 1) * step[0], shape[0])
            own["piece"] = np.empty((depth, *shape[1:]), self.dtype)
            own["words"] = own["piece"].view(_kernels.WORD[self.dtype])
        path = np.frombuffer(os.fsencode(self._files.name(index)) + b"\0", "u1")
        shrink = _shrink_file(self.dtype, tuple(step))
        if not shrink(path, own["piece"], own["words"], shape[0], step, out, at):
            # missing, or of another length: `read` knows what that means
            downsample(self._files.read(index), step, out=out, at=at)


@functools.cache
def _has_kernel(shape, dtype, step):
    """Return whether there is a kernel for such bricks, and no box that sticks out."""
    there = len(shape) == 3 and step in _kernels.FAST.get(dtype, {})
    return there and all(n % s == 0 for n, s in zip(shape, step, strict=True))


@functools.cache
def _libc():
    """Return open, pread, read and close of the C library, for compiled code."""
    library, number = ctypes.CDLL(None), ctypes.c_ssize_t
    types = {
        "open": (ctypes.c_int, ctypes.c_void_p, ctypes.c_int),
        "pread": (number, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int64),
        "close": (ctypes.c_int, ctypes.c_int),
    }
    found = []
    for name, (result, *arguments) in types.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
        found.append(function)
    return found


@functools.cache
def _shrink_file(dtype, step):
    """Return a function that reads a file piece by piece and writes the means of its boxes.

    It returns whether the file had exactly as many bytes as the brick; else the means are not
    complete.
    """
    open_, pread, close = _libc()
    kernel = _kernels.FAST[dtype][step]

    @numba.njit(nogil=True)
    def shrink(path, room, words, planes, step, out, at):
        handle = open_(path.ctypes.data, 0)  # O_RDONLY
        if handle < 0:
            return False
        plane, done, whole = room[0].nbytes, 0, True
        width, length = room.shape[1] // step[1], room.shape[2] // step[2]
        while done < planes:
            count = min(room.shape[0], planes - done)
            if pread(handle, room.ctypes.data, count * plane, done * plane) != count * plane:
                whole = False
                break
            place = (at[0] + done // step[0], at[1], at[2])
            kernel(words, out, place, (count // step[0], width, length))
            done += count
        whole = whole and pread(handle, room.ctypes.data, 1, planes * plane) == 0
        close(handle)
        return whole

    return shrink
