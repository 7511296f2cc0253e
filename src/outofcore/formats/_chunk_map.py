"""Where the chunks of an array lie on disk: the same form for every format."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Extent:
    """One stored piece of an array: its place in the grid of chunks and in its file.

    Attributes
    ----------
    index : tuple of int
    offset, nbytes : int
    file : str
        The file it lies in, relative to the array; "" where there is only one.
    """

    index: tuple[int, ...]
    offset: int
    nbytes: int
    file: str = ""


@dataclass(frozen=True)
class ChunkMap:
    """Where the chunks of an array lie.

    Attributes
    ----------
    shape, chunks : tuple of int
        A chunk is the least that one read unpacks: in a sharded array the inner chunk, in TIFF a
        strip or tile of one page. An array without chunks counts as one chunk of its own shape.
    itemsize : int
        Bytes per element in memory.
    layout : str
        "chunked", "sharded", "contiguous", "compact" (inside the header), "virtual" or "external"
        (in other files).
    filters : tuple of str
        The names of what every chunk passes through on its way to the disk, in order.
    extents : tuple of Extent
        The pieces that are stored, by file and place in it. A chunk that was never written is not.
    shards : tuple of int or None
        The shape of what one file holds, where that is more than a chunk.
    """

    shape: tuple[int, ...]
    chunks: tuple[int, ...]
    itemsize: int
    layout: str
    filters: tuple[str, ...]
    extents: tuple[Extent, ...]
    shards: tuple[int, ...] | None = None

    @property
    def stored_bytes(self):
        """Return the bytes of all stored pieces."""
        return sum(extent.nbytes for extent in self.extents)
