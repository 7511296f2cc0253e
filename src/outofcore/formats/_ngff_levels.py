"""The arrays of an OME-Zarr image: read through their files, and written through them.

Zarr takes a file that is not there for zeros. Where the metadata say that every block was stored,
it is an error.
"""

import math
import os

import numpy as np

from outofcore import grid
from outofcore.formats import zarr
from outofcore.formats._ngff_meta import EVERY_BLOCK
from outofcore.formats.zarr_files import Files


def open_level(folder, *, every_block):
    """Return the array in a folder, as a `StoredLevel` or, for unusual codecs, as zarr's own.

    Raises
    ------
    FileNotFoundError, ValueError
        When there is no array, or its metadata are damaged.
    """
    found = zarr.open_lazy(folder)
    if not hasattr(found, "shape"):
        raise ValueError(f"{folder} is a Zarr group; an array belongs there")
    try:
        return StoredLevel(found, folder, every_block=every_block)
    except NotImplementedError:  # codecs that only zarr knows
        return found
    except (LookupError, TypeError, ArithmeticError, StopIteration) as error:
        raise ValueError(f"the metadata of {folder} are damaged: {error!r}") from error


class StoredLevel(Files):
    """An array on disk: `shape`, `dtype`, slicing, and `read_into` for whole blocks.

    Attributes
    ----------
    chunks, block_shape : tuple of int
        What one read unpacks; what one file holds.
    """

    def __init__(self, array, folder, *, every_block=False):
        super().__init__(array, folder)
        self.every_block = every_block

    @property
    def ndim(self):
        return len(self.shape)

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self[...], dtype)

    def __getitem__(self, selection):
        """Return part of the array: integers, slices with a positive step, one list, `...`."""
        if self.every_block and self.block_shape != self.chunks:  # else `read` looks
            for index in grid.touched_chunks(selection, self.shape, self.block_shape):
                self._check_there(index)
        return super().__getitem__(selection)

    def read(self, index, out=None):
        self._check_there(index)
        return super().read(index, out)

    def _check_there(self, index):
        if self.every_block and not self.has(index):
            raise ValueError(
                f"{self.path(index)} is missing; the metadata say that every block was stored, "
                "so it was lost: copy or make the image again. Or another program took it for "
                f"zeros: then take {EVERY_BLOCK!r} out of the metadata"
            )


class Sink:
    """Where the blocks of one level go; several threads may write, each block once.

    Parameters
    ----------
    folder : path
        Of an array that has its metadata.
    behind : Behind, optional
        Takes the files to the disk, in the order of all levels: `settle` waits for it.
    """

    def __init__(self, folder, *, behind=None):
        array = zarr.open_lazy(folder)
        self._files, self._behind = Files(array, folder), behind
        self._written = np.zeros(self._files.grid, bool)

    def write(self, number, block):
        """Store the block at place `number` of the grid of blocks.

        Raises
        ------
        ValueError
            When it has not the shape or the dtype of what belongs there; the byte order is free.
        """
        files = self._files
        region = grid.chunk_region(number, files.shape, files.block_shape)
        shape = tuple(part.stop - part.start for part in region)
        if block.shape != shape or block.dtype.newbyteorder("=") != files.dtype:
            raise ValueError(
                f"block {number} is {block.dtype} of {block.shape}; "
                f"{files.dtype} of {shape} belongs there"
            )
        files.write(number, block, behind=self._behind)
        self._written[number] = True

    def settle(self):
        """Wait until every block that was written is on the disk."""
        if self._behind is not None:
            self._behind.settle()

    def has(self, number):
        """Return whether a block is stored."""
        return bool(self._written[number]) or self._is_stored(number)

    def read(self, number, room):
        """Fill an array with a block that is stored."""
        if self._written[number]:
            self.settle()
        return self._files.read(number, room)

    def missing(self):
        """Return the places of the blocks that are not stored; those that are, are on the disk."""
        self.settle()
        rest = (tuple(map(int, number)) for number in np.argwhere(~self._written))
        return [number for number in rest if not self._is_stored(number)]

    @property
    def count(self):
        """Return how many blocks there are in all."""
        return self._written.size

    @property
    def nbytes(self):
        """Return the bytes of all blocks, unpacked; chunks at the end of an axis are whole."""
        files = self._files
        chunks = grid.count_chunks(files.shape, files.chunks)
        return chunks * math.prod(files.chunks) * files.dtype.itemsize

    def _is_stored(self, number):
        """Return whether the file is there; a power cut may leave one without length."""
        try:
            return os.path.getsize(self._files.path(number)) > 0
        except FileNotFoundError:
            return False
