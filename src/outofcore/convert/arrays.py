"""Arrays as a conversion needs them: axes in another order, bricks read."""

from dataclasses import replace

import numpy as np

from outofcore.formats.image import Level


class Reordered:
    """An array with its axes in another order; nothing is read before it is sliced.

    >>> Reordered(np.zeros((2, 3, 4)), (2, 0, 1)).shape
    (4, 2, 3)
    """

    def __init__(self, array, order):
        self._array, self._order = array, tuple(order)
        self._back = tuple(int(i) for i in np.argsort(order))
        self.shape = tuple(array.shape[i] for i in order)
        self.dtype = np.dtype(array.dtype)
        found = block_of(array)
        self.block_shape = found and tuple(found[i] for i in order)

    def __getitem__(self, region):
        region = tuple(region) if isinstance(region, tuple) else (region,)
        region += (slice(None),) * (len(self.shape) - len(region))
        block = self._array[tuple(region[i] for i in self._back)]
        return np.transpose(block, self._order)


class Bricks:
    """A source of bricks, as `outofcore.pyramid.run` reads them."""

    def __init__(self, array):
        self._array, self.dtype = array, np.dtype(array.dtype).newbyteorder("=")
        self._block = block_of(array) if hasattr(array, "read_into") else None

    def read_into(self, region, room):
        if self._block is not None and self._is_aligned(region):
            self._array.read_into(region, room)
        else:
            room[...] = self._array[region]

    def _is_aligned(self, region):
        return all(
            part.start % block == 0 and (part.stop % block == 0 or part.stop == length)
            for part, block, length in zip(region, self._block, self._array.shape, strict=True)
        )


def block_of(array):
    """Return what one read of an array unpacks, None where it does not say so."""
    found = getattr(array, "block_shape", None) or getattr(array, "chunks", None)
    return tuple(found) if found else None


def reorder(image, axes):
    """Return an image with its axes in another order, which has the same letters."""
    if axes == image.axes:
        return image
    order = [image.axes.index(axis) for axis in axes]
    levels = tuple(
        Level(Reordered(level.array, order), tuple(level.factors[i] for i in order))
        for level in image.levels
    )
    return replace(image, levels=levels, axes=axes)
