"""The meter: what a read costs in chunks, bytes and requests.

HDF5 is given a file object that writes down every request. Counts are therefore exact, and equal on
every machine that has the same version of HDF5. The meters of other formats stand beside this one:

================  ======================================  ==================================
reader            where the meter sits                    what it sees
================  ======================================  ==================================
h5py              a counting file (here)                  chunks, bytes, requests
zarr              a counting store (`zarr_reads`)         chunks, bytes, requests
tifffile          a counting file (`tiff_reads`)          strips or tiles, bytes, requests
PyTables          the process (`system`)                  bytes, requests
np.memmap         the process (`system`)                  page faults, bytes from the disk
================  ======================================  ==================================
"""

import contextlib
import io

from outofcore import grid
from outofcore.formats import hdf5
from outofcore.measure.cost import Cost, cost_of
from outofcore.measure.system import SystemReads, process_reads

__all__ = [
    "Cost",
    "CountingFile",
    "SystemReads",
    "cost_of",
    "counting",
    "measure_read",
    "measure_reads",
    "process_reads",
    "refuse_writes",
]


class CountingFile(io.RawIOBase):
    """A file, opened for reading, that logs every read as (offset, nbytes).

    Attributes
    ----------
    log : list of (int, int)
        Offset and length of every read, in order.
    was_written : bool
        Whether somebody tried to write. Nothing is written.

    Notes
    -----
    Close every `h5py.File` that stands on it before it is closed itself: HDF5 asks for the file
    until then. `counting` sees to the rest.

    An error in a write would crash the process: HDF5 writes once more as it ends. So writes get
    nowhere, and whoever hands out the file says so: `refuse_writes`.
    """

    def __init__(self, path):
        super().__init__()
        self._file = open(path, "rb", buffering=0)  # noqa: SIM115  (closed by close)
        self._position = self._reached = 0  # asked for, and where the file stands
        self.name = str(path)
        self.log, self.was_written = [], False

    def readable(self):
        """Return True."""
        return True

    def seekable(self):
        """Return True."""
        return True

    def seek(self, offset, whence=io.SEEK_SET):
        """Move to a position and return it. The file follows when something is read there."""
        if whence == io.SEEK_CUR:
            offset += self._position
        elif whence == io.SEEK_END:
            offset = self._reached = self._file.seek(offset, whence)
        self._position = offset
        return offset

    def tell(self):
        """Return the position."""
        return self._position

    def readinto(self, buffer):
        """Fill `buffer` from the file, log the read, and return the number of bytes."""
        offset = self._position
        if offset != self._reached:
            self._file.seek(offset)
        nbytes = self._file.readinto(buffer)
        self.log.append((offset, nbytes))
        self._position = self._reached = offset + nbytes
        return nbytes

    def write(self, data):
        """Take note, and leave the file as it is."""
        self.was_written = True
        self._position += len(data)
        return len(data)

    def truncate(self, size=None):
        """Take note, and leave the file as it is."""
        self.was_written = True
        return self._position if size is None else size

    def flush(self):
        """Do nothing."""

    def close(self):
        """Close the file."""
        self._file.close()
        super().close()


def refuse_writes(*files):
    """Raise `io.UnsupportedOperation` if somebody tried to write to one of these.

    What is no `CountingFile` is passed over.
    """
    if any(isinstance(file, CountingFile) and file.was_written for file in files):
        raise io.UnsupportedOperation(
            "the file is for reading only, and it was opened to be changed; open it with mode 'r'"
        )


@contextlib.contextmanager
def counting(path):
    """Yield a `CountingFile` on the file at `path`, to be opened with `h5py.File` or `TiffFile`."""
    with contextlib.closing(CountingFile(path)) as file:
        yield file
    refuse_writes(file)


def measure_read(path, name, selection, *, cache_bytes=None):
    """Return the `Cost` of reading one selection on a fresh opening of the file.

    Parameters
    ----------
    path : path
        An HDF5 file.
    name : str
        A data set in it.
    selection : selection
        What stands between the brackets: `np.s_[3, :, 4:9]`.
    cache_bytes : int, optional
        The chunk cache of the opening; HDF5's default (8 MiB) when it is not given.

    Notes
    -----
    The counting file is not a system file, so HDF5 does without its sieve buffer, which on a
    contiguous data set widens small reads to 64 KiB. `process_reads` sees that.
    """
    return measure_reads(path, name, [selection], cache_bytes=cache_bytes)


def measure_reads(path, name, selections, *, cache_bytes=None, cache_slots=None, cache_w0=None):
    """Return the `Cost` of reading several selections, one after the other, on one opening.

    This is where the chunk cache shows. The parameters are those of `measure_read` and
    `outofcore.formats.hdf5.open_lazy`.
    """
    options = {"cache_bytes": cache_bytes, "cache_slots": cache_slots, "cache_w0": cache_w0}
    chunk_map = hdf5.chunk_map(path, name)
    if chunk_map.layout == "virtual":
        raise ValueError(f"data set {name!r} is virtual; measure the files that hold its data")
    with counting(path) as source, hdf5.open_lazy(source, **options) as file:
        dataset, asked_bytes = hdf5.get_dataset(file, name), 0
        for selection in selections:
            dataset[selection]
            asked_bytes += grid.count_selected(selection, dataset.shape) * dataset.dtype.itemsize
    return cost_of(source.log, chunk_map, asked_bytes=asked_bytes)
