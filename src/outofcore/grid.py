"""Chunk geometry on plain integers: which chunks does a selection touch, and what does that cost?

An array of length 7 in chunks of 3 is stored as three chunks, the last one ragged::

    position   0 1 2|3 4 5|6 . .        shape (7,), chunks (3,)
    index        0  |  1  |  2          grid shape (3,)

Position ``p`` lies in chunk ``p // 3``. Axes are independent, so all of this is arithmetic on one
axis, multiplied out. A selection is what you write between the brackets of an h5py data set:
integers, slices with a positive step, ``...`` and at most one increasing list of integers.
"""

import itertools
import math
import operator


def normalize_selection(selection, shape):
    """Return the selected positions along each axis, as one range or list per axis of `shape`.

    Parameters
    ----------
    selection : int, slice, Ellipsis, list of int, or a tuple of these
        What stands between the brackets. Axes that are not mentioned are selected whole.
    shape : tuple of int

    Raises
    ------
    IndexError
        If a position lies outside of its axis, or there are more items than axes.
    ValueError
        If a step is not positive, or a list does not increase strictly.
    TypeError
        If an item is none of the above, or there is a second list.

    >>> normalize_selection((0, slice(None, None, 2)), (4, 5, 6))
    (range(0, 1), range(0, 5, 2), range(0, 6))
    >>> normalize_selection((..., [1, -1]), (4, 6))
    (range(0, 4), [1, 5])

    Notes
    -----
    As in NumPy, negative integers count from the end and slices are clipped to the axis. Unlike in
    NumPy, a list selects along its own axis only, whatever stands beside it: h5py's meaning.
    """
    shape = _check_shape(shape)
    items = _one_item_per_axis(selection, shape)
    positions = tuple(
        _positions(item, length, axis)
        for axis, (item, length) in enumerate(zip(items, shape, strict=True))
    )
    if sum(isinstance(picked, list) for picked in positions) > 1:
        raise TypeError(f"{selection!r} has more than one list; read in several steps instead")
    return positions


def check_chunks(shape, chunks):
    """Return `chunks` as a tuple of integers, if they can cut an array of `shape`.

    Chunks may be longer than their axis: such an axis has one chunk, which is stored in full.

    Raises
    ------
    ValueError
        If there is not one chunk length per axis, or one of them is below 1.

    >>> check_chunks((8, 512, 512), [1, 512, 512])
    (1, 512, 512)
    >>> check_chunks((7, 6), (3,))
    Traceback (most recent call last):
    ValueError: chunks (3,) has 1 axes but shape (7, 6) has 2; give one chunk length per axis
    """
    shape, chunks = _check_shape(shape), _integers(chunks, "chunks")
    if len(chunks) != len(shape):
        raise ValueError(
            f"chunks {chunks} has {len(chunks)} axes but shape {shape} has {len(shape)}; "
            "give one chunk length per axis"
        )
    for axis, chunk in enumerate(chunks):
        if chunk < 1:
            raise ValueError(f"chunks {chunks} has length {chunk} on axis {axis}; the least is 1")
    return chunks


def grid_shape(shape, chunks):
    """Return the number of chunks along each axis, the ragged last one included.

    >>> grid_shape((7, 6), (3, 3))
    (3, 2)
    """
    chunks = check_chunks(shape, chunks)
    return tuple(-(-length // chunk) for length, chunk in zip(shape, chunks, strict=True))


def count_chunks(shape, chunks):
    """Return the number of chunks that cover `shape`.

    >>> count_chunks((100, 500, 600), (10, 64, 64))
    800
    """
    return math.prod(grid_shape(shape, chunks))


def chunk_region(index, shape, chunks):
    """Return the region of one chunk as a tuple of slices, clipped at the ragged edge.

    Parameters
    ----------
    index : tuple of int
        The chunk's coordinates in the grid of chunks, counted from 0.
    shape, chunks : tuple of int

    Raises
    ------
    IndexError
        If the grid has no such chunk.

    >>> chunk_region((2,), shape=(7,), chunks=(3,))
    (slice(6, 7, None),)
    """
    index, counts = _integers(index, "index"), grid_shape(shape, chunks)
    same_axes = len(index) == len(counts)
    if not same_axes or not all(0 <= i < n for i, n in zip(index, counts, strict=True)):
        raise IndexError(f"chunk {index} is not in the grid of {counts} chunks")
    return _region(index, shape, chunks)


def iter_chunks(shape, chunks):
    """Return an iterator over the regions of all chunks, row-major: the last axis runs fastest.

    >>> list(iter_chunks((3, 4), (2, 4)))
    [(slice(0, 2, None), slice(0, 4, None)), (slice(2, 3, None), slice(0, 4, None))]
    """
    counts = grid_shape(shape, chunks)
    indices = itertools.product(*(range(count) for count in counts))
    return (_region(index, shape, chunks) for index in indices)


def touched_chunks(selection, shape, chunks):
    """Return the indices of the chunks that hold part of `selection`, row-major.

    >>> touched_chunks((slice(2, 5), 0), shape=(7, 6), chunks=(3, 3))
    [(0, 0), (1, 0)]
    """
    chunks = check_chunks(shape, chunks)
    positions = normalize_selection(selection, shape)
    return list(itertools.product(*map(_chunks_along, positions, chunks)))


def count_touched(selection, shape, chunks):
    """Return how many chunks hold part of `selection`, without listing them.

    >>> count_touched((slice(None), 0, 0), shape=(10**6, 10**6, 10**6), chunks=(10, 10, 10))
    100000
    """
    chunks = check_chunks(shape, chunks)
    return math.prod(map(_count_along, normalize_selection(selection, shape), chunks))


def selected_shape(selection, shape):
    """Return the shape of what `selection` reads; an integer drops its axis, as in NumPy.

    >>> selected_shape((0, slice(10, 20)), (100, 500, 600))
    (10, 600)
    """
    positions = normalize_selection(selection, shape)
    items = _one_item_per_axis(selection, shape)
    return tuple(
        len(picked)
        for picked, item in zip(positions, items, strict=True)
        if _as_integer(item) is None
    )


def count_selected(selection, shape):
    """Return the number of elements in `selection`.

    >>> count_selected((0, slice(10, 20)), (100, 500, 600))
    6000
    """
    return math.prod(len(picked) for picked in normalize_selection(selection, shape))


def touched_bytes(selection, shape, chunks, itemsize):
    """Return the uncompressed bytes of all chunks that `selection` touches.

    Parameters
    ----------
    selection, shape, chunks
        See `normalize_selection` and `check_chunks`.
    itemsize : int
        Bytes per element.

    Notes
    -----
    A chunk at the ragged edge counts in full: HDF5 and Zarr store it padded to the chunk shape.

    >>> touched_bytes(0, shape=(7,), chunks=(3,), itemsize=2)
    6
    """
    return count_touched(selection, shape, chunks) * math.prod(chunks) * itemsize


def read_amplification(selection, shape, chunks):
    """Return the bytes in the touched chunks over the bytes asked for; 1.0 is the ideal.

    Raises
    ------
    ValueError
        If `selection` is empty: reading nothing has no amplification.

    >>> read_amplification((slice(None), slice(None), 0), shape=(8, 8, 8), chunks=(4, 4, 4))
    4.0
    """
    asked = count_selected(selection, shape)
    if asked == 0:
        raise ValueError(f"{selection!r} selects nothing of shape {shape}; select an element first")
    return touched_bytes(selection, shape, chunks, itemsize=1) / asked


def contiguous_runs(selection, shape):
    """Return the number of unbroken runs that `selection` has in a file stored in C order.

    Each run is one read from a contiguous data set. A plane ``[0]`` is one run, a plane
    ``[:, :, 0]`` has one run per element.

    >>> shape = (100, 500, 600)
    >>> [contiguous_runs(s, shape) for s in (0, (slice(None), 0), (slice(None), slice(None), 0))]
    [1, 100, 50000]

    Notes
    -----
    Neighbours along an axis join when the part between them, all axes to the right, is selected at
    both its ends: columns 0 and 2 of three make the runs ``0``, ``2 3`` and ``5`` of two rows.
    """
    positions = normalize_selection(selection, shape)
    runs, has_first, has_last = 1, True, True  # of one element; then axis by axis from the right
    for picked, length in zip(reversed(positions), reversed(shape), strict=True):
        if len(picked) == 0:
            return 0
        joints = _count_neighbours(picked) if has_first and has_last else 0
        runs = len(picked) * runs - joints
        has_first = has_first and picked[0] == 0
        has_last = has_last and picked[-1] == length - 1
    return runs


def _integers(numbers, name):
    try:
        return tuple(operator.index(number) for number in numbers)
    except TypeError:
        raise TypeError(f"{name} {numbers!r} is not a tuple of integers") from None


def _check_shape(shape):
    shape = _integers(shape, "shape")
    if any(length < 0 for length in shape):
        raise ValueError(f"shape {shape} has a negative length")
    return shape


def _one_item_per_axis(selection, shape):
    """Return `selection` as a tuple with one item per axis, Ellipsis spelled out."""
    items = selection if isinstance(selection, tuple) else (selection,)
    dots = sum(item is Ellipsis for item in items)
    if dots > 1:
        raise IndexError(f"{selection!r} has {dots} ellipses; one is the most")
    missing = len(shape) - (len(items) - dots)
    if missing < 0:
        raise IndexError(
            f"{selection!r} has {len(items) - dots} axes but shape {shape} has {len(shape)}; "
            "give at most one item per axis"
        )
    at = next((i for i, item in enumerate(items) if item is Ellipsis), len(items))
    return items[:at] + (slice(None),) * missing + items[at + 1 :]


def _positions(item, length, axis):
    """Return the positions that one item selects on an axis of `length`, as a range or a list."""
    if isinstance(item, slice):
        if item.step is not None and item.step < 1:
            raise ValueError(f"step {item.step} on axis {axis}; the least is 1")
        return range(*item.indices(length))
    number = _as_integer(item)
    if number is None:
        return _listed(item, length, axis)
    position = _inside(number, length, axis)
    return range(position, position + 1)


def _as_integer(item):
    """Return `item` as an int, or None if it is not one. A bool is a mask, not an integer."""
    try:
        return None if isinstance(item, bool) else operator.index(item)
    except TypeError:
        return None


def _listed(item, length, axis):
    numbers = [_as_integer(number) for number in item] if hasattr(item, "__iter__") else [None]
    if None in numbers:
        raise TypeError(
            f"{item!r} cannot select along axis {axis}; use an integer, a slice, ... "
            "or an increasing list of integers"
        )
    positions = [_inside(number, length, axis) for number in numbers]
    for before, after in itertools.pairwise(positions):
        if after <= before:
            raise ValueError(
                f"position {after} follows {before} on axis {axis}; sort the list and drop repeats"
            )
    return positions


def _inside(position, length, axis):
    if not -length <= position < length:
        raise IndexError(f"position {position} is outside of axis {axis} of length {length}")
    return position % length


def _region(index, shape, chunks):
    return tuple(
        slice(i * chunk, min((i + 1) * chunk, length))
        for i, chunk, length in zip(index, chunks, shape, strict=True)
    )


def _chunks_along(positions, chunk):
    """Return the chunk coordinates along one axis, in increasing order."""
    if isinstance(positions, range) and len(positions) and positions.step <= chunk:
        return range(positions[0] // chunk, positions[-1] // chunk + 1)  # none is stepped over
    return sorted({position // chunk for position in positions})


def _count_along(positions, chunk):
    if isinstance(positions, range) and positions.step > chunk:
        return len(positions)  # every position has a chunk of its own
    return len(_chunks_along(positions, chunk))


def _count_neighbours(positions):
    """Return how many positions are followed directly by the next one."""
    if isinstance(positions, range):
        return len(positions) - 1 if positions.step == 1 else 0
    return sum(after == before + 1 for before, after in itertools.pairwise(positions))
