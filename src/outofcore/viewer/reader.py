"""Tiles of an image, made of the chunks they need, and the count of what that took.

Every chunk comes by the cache: neighbours that need it too get it from there. A chunk that would
crowd out the others leaves only the section that is shown; one that is far too large is refused.
"""

import itertools
import math
import threading

import numpy as np

from outofcore import grid
from outofcore.units import MIB, format_bytes
from outofcore.viewer import scene
from outofcore.viewer.cache import Cache
from outofcore.viewer.stored import stored

SAMPLE = 1024  # pixels, up to which all of the smallest level is looked at for the contrast
WAY_OUT = "make it a pyramid in smaller chunks: outofcore convert SOURCE TARGET.ome.zarr --pyramid"


class Counted:
    """What was fetched of one level.

    Attributes
    ----------
    fetches, nbytes : int
        Repetitions included.
    touched : set of (shape of a piece, index)
    """

    def __init__(self):
        self.fetches, self.nbytes, self.touched = 0, 0, set()


class Reader:
    """Reads tiles; threads may share it.

    Parameters
    ----------
    image : outofcore.formats.image.Image
    cache_bytes : int

    Attributes
    ----------
    letters : str
        One per axis.
    planes : tuple of outofcore.viewer.scene.Plane
    levels : list of outofcore.viewer.stored.Stored
    counted : list of Counted
        Per level.
    """

    def __init__(self, image, *, cache_bytes=64 * MIB):
        self.image, self.cache = image, Cache(cache_bytes)
        self.letters = scene.letters_of(image.axes, len(image.shape))
        self.planes = scene.planes_of(self.letters)
        self.levels = [stored(level.array) for level in image.levels]
        if not math.prod(image.shape):
            raise ValueError(f"an image of shape {image.shape} has no pixels to show")
        self.counted = [Counted() for _ in self.levels]
        self._lock, self._one_large = threading.Lock(), threading.Lock()

    def plane(self, name):
        """Return the `Plane` of a name.

        Raises
        ------
        ValueError
            When there is none; the message lists those there are.
        """
        for plane in self.planes:
            if plane.name == name:
                return plane
        names = ", ".join(plane.name for plane in self.planes)
        raise ValueError(f"no plane {name!r}; the axes {self.letters!r} have {names}")

    def shape(self, level, plane):
        """Return (rows, columns) of a plane of a level."""
        whole = self.levels[level].shape
        return whole[plane.rows], whole[plane.columns]

    def cells(self, level, plane):
        """Return the shape of the pieces in which a plane of a level is read and counted."""
        return self.levels[level].cells(plane.rows, plane.columns, self.letters)

    def most_step(self, plane):
        """Return the largest step of tiles of the smallest level."""
        last = len(self.levels) - 1
        level, cells = self.levels[last], self.cells(last, plane)
        straight = plane.rows < plane.columns and set(self.letters[plane.columns + 1 :]) <= {"c"}
        runs = level.runs and straight
        chunk = (cells[plane.rows], cells[plane.columns], math.prod(cells))
        return scene.most_step(self.shape(last, plane), chunk, level.dtype.itemsize, runs=runs)

    def read_tile(self, level, plane, position, row, column, step=1):
        """Return the samples of one tile, (rows, columns), as the numbers they are.

        Parameters
        ----------
        level : int
        plane : outofcore.viewer.scene.Plane
        position : dict of str to int
            Along the other axes, in pixels of the full resolution. "c" is the channel.
        row, column : int
            Which tile.
        step : int
            Pixels from sample to sample.

        Raises
        ------
        IndexError
            If there is no such tile.
        ValueError
            If a chunk is damaged, or unpacks to more than twice the cache.
        """
        whole, factors = self.levels[level], self.image.levels[level].factors
        place = list(scene.place_in(position, factors, whole.shape, self.letters))
        picked = scene.tile_region(row, column, step, self.shape(level, plane))
        if whole.chunks is None and step > 1 and self._is_large(whole, picked):
            return self._sample_runs(level, plane, place, picked)
        cells = self.cells(level, plane)
        out = np.empty(tuple(map(len, picked)), whole.dtype.newbyteorder("="))
        index = [at // length for at, length in zip(place, cells, strict=True)]
        along = [
            list(scene.pieces_of(positions, cells[axis]))
            for positions, axis in zip(picked, (plane.rows, plane.columns), strict=True)
        ]
        for (i, down, rows), (j, across, columns) in itertools.product(*along):
            index[plane.rows], index[plane.columns] = i, j
            section = self._section(level, plane, tuple(index), place, cells)
            out[down, across] = section[rows, columns]
        return out

    def sample(self, plane, position):
        """Return the smallest level's plane, or the middle tile of it where it is large."""
        last = len(self.levels) - 1
        shape, step = self.shape(last, plane), self.most_step(plane)
        while step > 1 and scene.TILE * step > max(shape):
            step //= 2
        if max(shape) > SAMPLE:
            middle = [length // (scene.TILE * step) // 2 for length in shape]
            return self.read_tile(last, plane, position, *middle, step)
        counts = [-(-length // scene.TILE) for length in shape]
        rows = [
            [self.read_tile(last, plane, position, i, j) for j in range(counts[1])]
            for i in range(counts[0])
        ]
        return np.block(rows)

    def _is_large(self, level, picked):
        """Return whether all pixels between the samples are more than the cache may spare."""
        many = math.prod(positions[-1] + 1 - positions[0] for positions in picked)
        return many * level.dtype.itemsize > self.cache.max_bytes / 16

    def _section(self, level, plane, index, place, cells):
        """Return the part of one chunk that the plane goes through, (rows, columns)."""
        whole = self.levels[level]
        nbytes = math.prod(map(min, cells, whole.shape)) * whole.dtype.itemsize
        inside = [at % length for at, length in zip(place, cells, strict=True)]
        inside[plane.rows] = inside[plane.columns] = slice(None)
        inside, turned = tuple(inside), plane.rows > plane.columns
        if nbytes <= self.cache.max_bytes / 4:
            chunk = self.cache.get((level, cells, index), lambda: self._fetch(level, index, cells))
            return chunk[inside].T if turned else chunk[inside]
        if nbytes > 2 * self.cache.max_bytes:
            raise ValueError(
                f"a chunk of {tuple(cells)} unpacks to {format_bytes(nbytes)}, more than twice the "
                f"{format_bytes(self.cache.max_bytes)} that the viewer may keep; give cache_bytes="
                f"{nbytes}, or {WAY_OUT}"
            )
        hidden = tuple(item for item in inside if not isinstance(item, slice))
        key = (level, cells, index, plane.name, hidden)

        def cut():
            with self._one_large:  # two of them at a time would be twice the memory
                chunk = self._fetch(level, index, cells)
            return chunk[inside].copy()

        section = self.cache.get(key, cut)
        return section.T if turned else section

    def _fetch(self, level, index, cells):
        """Read one chunk, and count it."""
        whole = self.levels[level]
        region = grid.chunk_region(index, whole.shape, cells)
        chunk = whole.read(region)
        self._count(level, cells, [index], whole.size_of(index, region))
        return chunk

    def _sample_runs(self, level, plane, place, picked):
        """Return samples of an array that is not in chunks: of parts of rows, one at a time."""
        whole, (rows, columns) = self.levels[level], picked
        cells = self.cells(level, plane)
        region = [slice(at, at + 1) for at in place]
        region[plane.columns] = slice(columns[0], columns[-1] + 1)
        if self.letters[-1] == "c":
            region[-1] = slice(0, whole.shape[-1])
        out = np.empty((len(rows), len(columns)), whole.dtype.newbyteorder("="))
        for number, row in enumerate(rows):
            region[plane.rows] = slice(row, row + 1)
            run = whole.read(tuple(region))
            if self.letters[-1] == "c":
                run = run[..., place[-1]]
            out[number] = run.reshape(-1)[:: columns.step]
        nbytes = math.prod(p.stop - p.start for p in region) * len(rows) * whole.dtype.itemsize
        index = [at // length for at, length in zip(place, cells, strict=True)]
        touched = []
        for i in sorted({row // cells[plane.rows] for row in rows}):
            for j in sorted({column // cells[plane.columns] for column in columns}):
                index[plane.rows], index[plane.columns] = i, j
                touched.append(tuple(index))
        self._count(level, cells, touched, nbytes)
        return out

    def _count(self, level, cells, indices, nbytes):
        with self._lock:
            counted = self.counted[level]
            counted.fetches += len(indices)
            counted.nbytes += nbytes
            counted.touched.update((cells, index) for index in indices)
