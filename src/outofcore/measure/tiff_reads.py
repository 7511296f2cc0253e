"""The meter for TIFF: strips or tiles, bytes and requests of a read.

tifffile is given a file object that writes down every request. It reads strips that lie close
together in one go, so there may be fewer requests than strips.
"""

import contextlib

from outofcore import grid
from outofcore.formats import tiff
from outofcore.measure.cost import cost_of_files
from outofcore.measure.reads import counting


def measure_read(path, number, selection):
    """Return the `Cost` of reading one selection of a TIFF file's series.

    Parameters
    ----------
    path : path
    number : int
        The series; most files have one, number 0.
    selection : selection
        What stands between the brackets: `np.s_[3, :, 4:9]`.
    """
    return measure_reads(path, number, [selection])


def measure_reads(path, number, selections):
    """Return the `Cost` of reading several selections, one after the other, on one opening.

    Notes
    -----
    The tags of the pages count as metadata. tifffile keeps no strip.
    """
    chunk_map, asked_bytes = tiff.chunk_map(path, number), 0
    with counting(path) as source, tiff.open_lazy(source) as file:
        array = tiff.open_array(tiff.get_series(file, number))
        with contextlib.closing(array.store):
            for selection in selections:
                array[selection]
                asked_bytes += grid.count_selected(selection, array.shape) * array.dtype.itemsize
    requests = [("", offset, nbytes) for offset, nbytes in source.log]
    return cost_of_files(requests, chunk_map, asked_bytes=asked_bytes)
