"""A TIFF file written from several threads, blocks in any order.

First tifffile writes the file without a pixel: pages, tags, text. Then each block goes to its
place: where nothing is packed, the place of every strip and tile is known; what is packed is put
behind what is there. In the end the lists of the pages get the places::

    pages, text | level 0: tile tile tile ... | level 1: tile ...     uncompressed
    pages, text | tile of 1 | tile of 0 | tile of 0 | ...             packed: as they come
"""

import math
import os
import threading

import imagecodecs
import numpy as np
import tifffile

from outofcore import grid
from outofcore.formats._tiff_lists import fill_lists
from outofcore.formats._tiff_plan import CODECS

ALIGN = 4096  # where the tiles begin
PACK = {name: getattr(imagecodecs, f"{name}_encode") for name in CODECS}


def lay_out(path, shapes, dtype, pieces, *, bigtiff, compression, predictor, options):
    """Write a TIFF file without pixels, and return where each level's begin.

    Returns
    -------
    list of int or None
        One per level; None where the lists of the pages are to be filled in.
    """
    starts, ome = [], "axes" in options["metadata"]
    with tifffile.TiffWriter(path, bigtiff=bigtiff, byteorder="<", ome=ome, shaped=not ome) as file:
        for number, (shape, (piece, tiled)) in enumerate(zip(shapes, pieces, strict=True)):
            own = {"subfiletype": 1, "metadata": None if ome else {}} if number else options
            pieces_each = grid.count_chunks(shape[-2:], piece)
            empty = (b"" for _ in range(math.prod(shape[:-2]) * pieces_each))
            together = not compression and (not tiled or piece == tuple(shape[-2:]))
            place = file.write(
                None if together else empty,  # b"": a piece that is not there yet
                shape=shape,
                dtype=dtype,
                tile=piece if tiled else None,
                rowsperstrip=None if tiled else piece[0],
                compression=compression,
                predictor=predictor or None,
                photometric="minisblack",
                subifds=0 if number else len(shapes) - 1,
                returnoffset=True,
                **own,
            )
            starts.append(place[0] if together else None)
    return starts


class Target:
    """The file that the levels share.

    Attributes
    ----------
    sinks : list of Sink
        One per level.
    """

    def __init__(self, path, shapes, dtype, blocks, pieces, starts, *, compression, predictor):
        self._handle = os.open(path, os.O_RDWR)
        self._lock = threading.Lock()
        self._end = -(-os.fstat(self._handle).st_size // ALIGN) * ALIGN
        self.sinks = []
        for level in zip(shapes, blocks, pieces, starts, strict=True):
            self.sinks.append(Sink(self, len(self.sinks), *level, dtype, compression, predictor))

    def claim(self, nbytes):
        """Return the place of so many bytes that nobody else has."""
        with self._lock:
            place, self._end = self._end, self._end + nbytes
            return place

    def put(self, data, place):
        """Write bytes to a place in the file."""
        view, done = memoryview(data).cast("B"), 0
        while done < len(view):
            done += os.pwrite(self._handle, view[done:], place + done)

    def finish(self):
        """Fill in the lists, once all blocks are there.

        Raises
        ------
        ValueError
            When blocks are missing, or the file got too long for offsets of 32 bits.
        """
        for sink in self.sinks:
            sink.check_complete()
        fill_lists(self._handle, [sink.lists() for sink in self.sinks])

    def close(self):
        """Close the file."""
        os.close(self._handle)


class Sink:
    """One level of the file, filled block by block.

    Attributes
    ----------
    shape, block : tuple of int
    """

    def __init__(self, target, number, shape, block, piece, start, dtype, compression, predictor):
        (self._piece, self._tiled), self._number = piece, number
        self.shape = tuple(shape)
        self.block = tuple(max(min(b, n), 1) for b, n in zip(block, shape, strict=True))
        self._target, self._dtype = target, np.dtype(dtype).newbyteorder("<")
        self._encode, self._predictor = PACK.get(compression), predictor
        self._written = np.zeros(grid.grid_shape(self.shape, self.block), bool)
        self._lock = threading.Lock()
        self._counts = grid.grid_shape(self.shape[-2:], self._piece)
        table = (math.prod(self.shape[:-2]), math.prod(self._counts))
        self._start, self._lists = start, None
        self._each = math.prod(self._piece) * self._dtype.itemsize  # bytes of a whole piece
        if self._encode is not None:
            self._lists = (np.zeros(table, "i8"), np.zeros(table, "i8"))
        elif start is None:
            self._start = target.claim(math.prod(table) * self._each)

    def write(self, number, block):
        """Store one block.

        Parameters
        ----------
        number : tuple of int
            Its place in the grid of blocks.
        block : array
            As large as the blocks are, or what is left of them at the end of an axis.

        Raises
        ------
        ValueError
            When the shape or the dtype is another than was planned, or the block is there already.
        """
        region = grid.chunk_region(number, self.shape, self.block)
        expected = tuple(part.stop - part.start for part in region)
        if block.shape != expected or block.dtype != self._dtype.newbyteorder("="):
            raise ValueError(
                f"block {number} of level {self._number} is {block.dtype} of {block.shape}; "
                f"planned are {self._dtype.newbyteorder('=')} of {expected}"
            )
        with self._lock:
            if self._written[number]:
                raise ValueError(f"block {number} of level {self._number} is written twice")
        lead = np.ix_(*(range(part.start, part.stop) for part in region[:-2]))
        pages = np.ravel_multi_index(lead, self.shape[:-2]).ravel() if lead else np.zeros(1, int)
        stack = np.ascontiguousarray(block, self._dtype).reshape(-1, *expected[-2:])
        if self._encode is None and not self._tiled:
            self._put_strips(pages, stack, region[-2].start)
        else:
            for page, pixels in zip(pages, stack, strict=True):
                self._put_pieces(int(page), pixels, region[-2].start, region[-1].start)
        with self._lock:
            self._written[number] = True

    def check_complete(self):
        """Raise ValueError unless every block was written."""
        if not self._written.all():
            missing = np.argwhere(~self._written)
            raise ValueError(
                f"{len(missing)} of {self._written.size} blocks of level {self._number} were not "
                f"written, the first is {tuple(map(int, missing[0]))}; write them all"
            )

    def lists(self):
        """Return where the pieces lie, (offsets, nbytes); None where the file says so already."""
        if self._lists is not None or not self._tiled:
            return self._lists
        shape = (math.prod(self.shape[:-2]), math.prod(self._counts))
        offsets = self._start + self._each * np.arange(math.prod(shape)).reshape(shape)
        return offsets, np.full(shape, self._each)

    def _put_strips(self, pages, stack, top):
        """Write rows of whole width: all of a page is one run, and so are whole pages."""
        row = self.shape[-1] * self._dtype.itemsize
        places = self._start + row * (pages * self.shape[-2] + top)
        breaks = np.flatnonzero(np.diff(places) != stack[0].nbytes) + 1
        for begin, end in zip([0, *breaks], [*breaks, len(pages)], strict=True):
            self._target.put(stack[begin:end], int(places[begin]))

    def _put_pieces(self, page, pixels, top, left):
        """Write the tiles, or packed strips, of one page of a block."""
        first = (top // self._piece[0], left // self._piece[1])
        for inner in np.ndindex(*grid.grid_shape(pixels.shape, self._piece)):
            part = pixels[grid.chunk_region(inner, pixels.shape, self._piece)]
            piece = (first[0] + inner[0]) * self._counts[1] + first[1] + inner[1]
            if self._tiled and part.shape != self._piece:  # a tile is stored whole
                whole = np.zeros(self._piece, self._dtype)
                whole[tuple(map(slice, part.shape))] = part
                part = whole
            part = np.ascontiguousarray(part)
            if self._encode is None:
                self._target.put(part, self._start + self._each * (page * self._size() + piece))
            else:
                self._pack(page, piece, part)

    def _pack(self, page, piece, part):
        if self._predictor:
            part = imagecodecs.delta_encode(part, axis=-1)
        data = self._encode(part)
        place = self._target.claim(len(data) + len(data) % 2)  # on a word, as the standard asks
        self._target.put(data, place)
        self._lists[0][page, piece], self._lists[1][page, piece] = place, len(data)

    def _size(self):
        return math.prod(self._counts)
