"""The parts of a set: which files there are, and what is in each."""

import math
from dataclasses import dataclass

from outofcore import grid
from outofcore.datasets._lazy import Lazy
from outofcore.formats import zarr
from outofcore.produce.sets import SETS


@dataclass(frozen=True)
class Part:
    """One file of a set: its path in the set's folder, and its size."""

    key: str
    nbytes: int


class Tree:
    """The parts of a set as a sequence: metadata files first, then the chunks, row-major.

    Nothing is listed: part number i is computed from i, so a set of a million parts takes no
    memory.
    """

    def __init__(self, recipe):
        arrays = SETS[recipe["set"]].arrays(recipe)
        root, self._chunks = f"{recipe['set']}.zarr", {}
        chunks = {name: cut for name, (_, cut) in arrays.items()}
        self._arrays = {name: array for name, (array, _) in arrays.items()}
        metadata = zarr.metadata_files(
            self._arrays, chunks=chunks, attributes={"outofcore": dict(recipe)}
        )
        self._metadata = [(f"{root}/{key}", data) for key, data in sorted(metadata.items())]
        self._starts, start = [], len(metadata)
        for name, array in self._arrays.items():
            cut = tuple(min(c, n) for c, n in zip(chunks[name], array.shape, strict=True))
            counts = grid.grid_shape(array.shape, cut)
            nbytes = math.prod(cut) * array.dtype.itemsize
            self._starts.append((start, name, cut, counts, nbytes, f"{root}/{name}"))
            start += math.prod(counts)
        self._count = start

    def __len__(self):
        """Return the number of parts."""
        return self._count

    def __getitem__(self, i):
        """Return part number `i`."""
        if not 0 <= i < self._count:
            raise IndexError(f"part {i} is not one of {self._count}")
        if i < len(self._metadata):
            key, data = self._metadata[i]
            return Part(key, len(data))
        index, (_, _, _, _, nbytes, folder) = self._place(i)
        return Part(f"{folder}/{zarr.chunk_key(index)}", nbytes)

    @property
    def nbytes(self):
        """Return the bytes of all parts."""
        sizes = (math.prod(counts) * nbytes for _, _, _, counts, nbytes, _ in self._starts)
        return sum(len(data) for _, data in self._metadata) + sum(sizes)

    def data(self, i, room=None):
        """Return the bytes of part number `i`.

        `room`, an array of at least as many bytes, may be where they are put: good until the next
        call.
        """
        if i < len(self._metadata):
            return self._metadata[i][1]
        index, (_, name, cut, _, nbytes, _) = self._place(i)
        array = self._arrays[name]
        region = grid.chunk_region(index, array.shape, cut)
        whole = tuple(part.stop - part.start for part in region) == cut
        if room is None or not whole or not isinstance(array, Lazy):
            return zarr.chunk_bytes(array.block(region), cut)
        block = array.block(region, room[:nbytes].view(array.dtype).reshape(cut))
        return zarr.chunk_bytes(block, cut)

    @property
    def largest(self):
        """Return the bytes of the largest chunk."""
        return max(nbytes for _, _, _, _, nbytes, _ in self._starts)

    def _place(self, i):
        """Return the chunk index of part number `i`, and the array that it belongs to."""
        entry = next(entry for entry in reversed(self._starts) if entry[0] <= i)
        number, index = i - entry[0], []
        for count in reversed(entry[3]):
            number, place = divmod(number, count)
            index.append(place)
        return tuple(reversed(index)), entry
