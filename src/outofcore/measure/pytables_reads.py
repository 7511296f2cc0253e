"""The meter for PyTables: bytes and requests of the process, and nothing about chunks.

PyTables opens its files in C and takes no file object, so nobody can see its requests one by one.
Only the process can be counted. Where chunks are the question, open the same file with h5py
(`outofcore.measure.reads`): the file is HDF5.
"""

from outofcore.formats import pytables
from outofcore.measure.system import process_reads


def measure_read(path, name, selection, *, cache_bytes=None):
    """Return the `SystemReads` of reading one selection, or None where no one counts.

    Parameters
    ----------
    path : path
    name : str
        An array in the file.
    selection : selection
        What stands between the brackets: `np.s_[3, :, 4:9]`.
    cache_bytes : int, optional
        The chunk cache; PyTables' default is 16 MiB.

    Notes
    -----
    Opening is not counted. The index of the chunks is: HDF5 reads it when it first looks for a
    chunk, and it cannot be told apart from data here.
    """
    return measure_reads(path, name, [selection], cache_bytes=cache_bytes)


def measure_reads(path, name, selections, *, cache_bytes=None):
    """Return the `SystemReads` of reading several selections, one after the other."""

    def open_array():
        return pytables.get_array(pytables.open_lazy(path, cache_bytes=cache_bytes), name)

    return process_reads(_read_all, list(selections), prepare=open_array)


def _read_all(array, selections):
    for selection in selections:
        array[selection]
