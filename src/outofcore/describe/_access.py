"""What three typical accesses would read of an array: arithmetic on its chunks and their sizes.

::

    XY plane    z = the middle, all of y and x      what a viewer shows first
    XZ plane    y = the middle, all of z and x      the same, seen from the side
    cube        64 voxels around the middle         what a segmentation takes at a time
"""

import math

from outofcore import grid
from outofcore.describe._model import Access

CUBE = 64
LOOKED_UP = 10_000  # chunks of one access, where those of the array are too many
GUESS = "zyx"  # what the last axes are taken for where the file does not say


def plan_accesses(shape, chunks, itemsize, stored, *, axes="", clipped=False, columns=False):
    """Return the `Access`es of an array that make sense for it.

    Parameters
    ----------
    shape : tuple of int
    chunks : tuple of int or None
        None for an array in one piece.
    itemsize : int
        Bytes per element.
    stored : Stored
        The sizes of the chunks.
    axes : str
        Letters; without, the last axes are taken for z, y and x.
    clipped : bool
        Whether chunks end where the array ends, as strips of TIFF do. Else they are stored whole.
    columns : bool
        Whether an array in one piece is stored with its first axis fastest.

    >>> sizes = Stored({(0, 0): 30, (0, 1): 20}, 50)
    >>> (plane, _) = plan_accesses((4, 6), (4, 3), 1, sizes)
    >>> plane.name, plane.pieces, plane.stored_bytes, plane.amplification
    ('XY plane', 2, 50, 1.0)
    """
    if len(shape) < 2 or not math.prod(shape):
        return ()
    axes = axes or ("?" * len(shape) + GUESS)[-len(shape) :]
    found = []
    for name, whole, needed in (
        ("XY plane", "yx", "yx"),
        ("XZ plane", "zx", "zx"),
        ("cube" if "z" in axes else "square", "zyx", "yx"),
    ):
        if set(needed) <= set(axes):
            region = _region(shape, axes, whole, CUBE if whole == "zyx" else math.inf)
            if chunks is None:
                found.append(_access_to_runs(name, region, shape, itemsize, stored, columns))
            else:
                found.append(_access(name, region, shape, chunks, itemsize, stored, clipped))
    return tuple(found)


class Stored:
    """How many bytes the chunks of an array have on disk.

    Parameters
    ----------
    sizes : dict of tuple of int to int, or None
        Bytes by index in the grid of chunks; what is missing was never written. None where they
        were not looked up.
    total : int
        Of all chunks; an estimate where `exact` is False.
    mean : float, optional
        Of a chunk, where there are no sizes.
    exact : bool
    look_up : callable, optional
        Returns the bytes of one chunk by its index, where there are no sizes: for the few chunks of
        one access.
    """

    def __init__(self, sizes, total, *, mean=0.0, exact=True, look_up=None):
        self.sizes, self.total, self.mean, self.exact = sizes, total, mean, exact
        self._look_up = look_up or (None if sizes is None else lambda index: sizes.get(index, 0))

    def of(self, region, shape, chunks):
        """Return the bytes of the chunks that a region touches, and whether that is exact."""
        count = grid.count_touched(region, shape, chunks)
        if self._look_up is None or (self.sizes is None and count > LOOKED_UP):
            return round(count * self.mean), False
        return sum(map(self._look_up, grid.touched_chunks(region, shape, chunks))), True


def _region(shape, axes, whole, most):
    """Return the slices of an access: `most` of the axes in `whole`, one place of the others."""
    region = []
    for axis, length in zip(axes, shape, strict=True):
        n = min(length, most) if axis in whole else length if axis == "s" else 1
        start = (length - n) // 2 if n > 1 else length // 2
        region.append(slice(start, start + n))
    return tuple(region)


def _access(name, region, shape, chunks, itemsize, stored, clipped):
    unpacked = _unpacked(region, shape, chunks, clipped) * itemsize
    pieces = grid.count_touched(region, shape, chunks)
    place, asked = _place(region), _asked(region, itemsize)
    return Access(name, *place, pieces, asked, unpacked, *stored.of(region, shape, chunks))


def _access_to_runs(name, region, shape, itemsize, stored, columns):
    """Return the access to an array in one piece: its runs are read, and not the whole."""
    order = slice(None, None, -1 if columns else None)
    pieces = grid.contiguous_runs(region[order], shape[order])
    asked = _asked(region, itemsize)
    return Access(
        name, *_place(region), pieces, asked, asked, asked if stored.total else 0, exact=True
    )


def _place(region):
    return tuple(part.start for part in region), tuple(part.stop - part.start for part in region)


def _asked(region, itemsize):
    return math.prod(part.stop - part.start for part in region) * itemsize


def _unpacked(region, shape, chunks, clipped):
    """Return the elements of the touched chunks."""
    count = 1
    for part, length, chunk in zip(region, shape, chunks, strict=True):
        first, end = part.start // chunk * chunk, -(-part.stop // chunk) * chunk
        count *= (min(end, length) if clipped else end) - first
    return count
