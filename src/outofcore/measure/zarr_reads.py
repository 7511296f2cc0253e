"""The meter for Zarr: chunks, bytes and requests of a read, version 2, 3 and sharded alike.

zarr is given a store that writes down every request. One request is one file opened, or over a
network one round trip.
"""

from outofcore import grid
from outofcore.formats import zarr, zarr_log
from outofcore.measure.cost import cost_of_files


def measure_read(path, name, selection):
    """Return the `Cost` of reading one selection of a Zarr array.

    Parameters
    ----------
    path : path
        A folder with a Zarr group, or with an array.
    name : str
        An array in the group; "" when `path` is the array itself.
    selection : selection
        What stands between the brackets: `np.s_[3, :, 4:9]`.
    """
    return measure_reads(path, name, [selection])


def measure_reads(path, name, selections):
    """Return the `Cost` of reading several selections, one after the other, on one opening.

    Notes
    -----
    zarr keeps no chunk: what two selections share is fetched twice, and so is a shard's index. A
    shard that is read whole comes in one request, otherwise each of its chunks is one, and the
    index one more.
    """
    chunk_map = zarr.chunk_map(path, name)
    source, store = zarr_log.open_logged(path)
    array, asked_bytes = zarr.get_array(source, name), 0
    for selection in selections:
        array[selection]
        asked_bytes += grid.count_selected(selection, array.shape) * array.dtype.itemsize
    requests = [
        (key.removeprefix(f"{name}/"), offset, nbytes) for key, offset, nbytes in store.reads
    ]
    return cost_of_files(requests, chunk_map, asked_bytes=asked_bytes)
