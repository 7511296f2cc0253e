"""HDF5's filters without HDF5: a chunk is unpacked, or packed, in the thread that asks for it.

On its way to the disk a chunk passes the filters of its data set one after the other, and backwards
on its way back. HDF5 lets one thread at a time do that. Here several can::

    block -> shuffle -> deflate -> bytes in the file        pack
    block <- shuffle <- deflate <- bytes in the file        unpack

Numbers are those of HDF5's registry of filters. What is not known here (lzf, szip, scale-offset,
bitshuffle, Blosc2 ...) is left to HDF5.
"""

import struct
import zlib

import numcodecs
import numpy as np

DEFLATE, SHUFFLE, FLETCHER32 = 1, 2, 3
BLOSC, LZ4, ZSTD = 32001, 32004, 32015
BLOSC_NAMES = ("blosclz", "lz4", "lz4hc", "snappy", "zlib", "zstd")
LZ4_BLOCK = 2**30  # bytes, where the data set does not say
LONGEST = 9  # bytes of a Zstandard header up to the length of what is packed, that length included


class Pipeline:
    """The filters of one data set.

    Parameters
    ----------
    filters : sequence of (int, tuple of int)
        HDF5's number of each filter and its options, in the order of writing.
    itemsize : int
        Bytes per element.
    """

    def __init__(self, filters, itemsize):
        self.filters = tuple((int(code), tuple(options)) for code, options in filters)
        self._itemsize = itemsize

    def __bool__(self):
        return bool(self.filters)

    @property
    def unpacks(self):
        """Return whether chunks can be unpacked here."""
        codes = [code for code, _ in self.filters]
        packers = [code for code in codes if code not in (SHUFFLE, FLETCHER32)]
        return all(code in _UNPACK for code in codes) and len(packers) <= 1

    @property
    def packs(self):
        """Return whether chunks can be packed here."""
        known = numcodecs.blosc.list_compressors()
        return self.unpacks and all(
            code != BLOSC or _blosc_name(options) in known for code, options in self.filters
        )

    def unpack(self, data, mask, nbytes):
        """Return the `nbytes` bytes of a chunk, as something with the buffer protocol.

        Parameters
        ----------
        data : bytes-like
            As it lies in the file.
        mask : int
            A bit for each filter that this chunk did not pass.
        nbytes : int
            Of the chunk, unpacked.

        Raises
        ------
        ValueError
            When the data are damaged, or unpack to another length.
        """
        passed = [one for bit, one in enumerate(self.filters) if not mask >> bit & 1]
        try:
            for place in reversed(range(len(passed))):
                code, options = passed[place]
                sums = sum(4 for other, _ in passed[:place] if other == FLETCHER32)
                data = _UNPACK[code](data, nbytes + sums, options)
        except (RuntimeError, zlib.error, struct.error) as error:
            raise ValueError(str(error)) from error
        found = memoryview(data).nbytes
        if found != nbytes:
            raise ValueError(f"it holds {found} bytes; {nbytes} belong there")
        return data

    def pack(self, block):
        """Return the stored form of a chunk: a contiguous array of its whole shape."""
        data = memoryview(block.reshape(-1).view("u1"))
        for code, options in self.filters:
            data = _PACK[code](data, options)
        return data


def _unpack_deflate(data, nbytes, options):
    machine = zlib.decompressobj()
    found = machine.decompress(data, nbytes)
    more = machine.decompress(machine.unconsumed_tail, 1)  # the checksum, and nothing else
    if more or not machine.eof:
        what = "more than" if more else f"{len(found)} of"
        raise ValueError(f"it unpacks to {what} {nbytes} bytes")
    return found


def _pack_deflate(data, options):
    return zlib.compress(data, options[0])


def _unpack_shuffle(data, nbytes, options):
    itemsize = options[0]
    if itemsize < 2:
        return data
    if memoryview(data).nbytes % itemsize:
        raise ValueError(f"{memoryview(data).nbytes} bytes are no whole elements of {itemsize}")
    return numcodecs.Shuffle(itemsize).decode(data)


def _pack_shuffle(data, options):
    return data if options[0] < 2 else numcodecs.Shuffle(options[0]).encode(data)


def _unpack_fletcher32(data, nbytes, options):
    if memoryview(data).nbytes != nbytes + 4 and memoryview(data).nbytes < 4:
        raise ValueError("it is shorter than its checksum")
    return numcodecs.Fletcher32().decode(data)


def _pack_fletcher32(data, options):
    return numcodecs.Fletcher32().encode(data)


def _unpack_blosc(data, nbytes, options):
    """Unpack a Blosc buffer, whose header Blosc itself would believe."""
    if memoryview(data).nbytes < 16:
        raise ValueError(f"{memoryview(data).nbytes} bytes are no Blosc buffer")
    unpacked, packed = struct.unpack("<4xI4xI", memoryview(data)[:16])
    if packed != memoryview(data).nbytes or unpacked != nbytes:
        raise ValueError(
            f"its header says {packed} bytes that unpack to {unpacked}; there are "
            f"{memoryview(data).nbytes}, for {nbytes}"
        )
    return numcodecs.Blosc().decode(data)


def _pack_blosc(data, options):
    itemsize, level, shuffle = options[2], *(options[4:6] or (5, 1))
    elements = np.frombuffer(data, f"u{itemsize}" if itemsize in (1, 2, 4, 8) else "u1")
    return numcodecs.Blosc(_blosc_name(options), clevel=level, shuffle=shuffle).encode(elements)


def _blosc_name(options):
    number = options[6] if len(options) > 6 else 0
    return BLOSC_NAMES[number] if number < len(BLOSC_NAMES) else f"number {number}"


def _unpack_zstd(data, nbytes, options):
    unpacked = zstd_length(bytes(memoryview(data)[: 4 + 1 + 4 + LONGEST]))
    if unpacked != nbytes:  # HDF5's own filter does not read one that does not say, either
        raise ValueError(f"its header says that it unpacks to {unpacked} bytes, not {nbytes}")
    return numcodecs.Zstd().decode(data)


def _pack_zstd(data, options):
    (level,) = struct.unpack("<i", struct.pack("<I", options[0])) if options else (3,)
    return numcodecs.Zstd(level=level).encode(data)


def zstd_length(head):
    """Return how many bytes a Zstandard frame says it unpacks to, None where it does not say.

    Parameters
    ----------
    head : bytes
        The first 18 bytes of the frame, or all of it.

    Notes
    -----
    RFC 8878, section 3.1.1.1. Asked for first, because a decoder believes it and makes room.

    >>> zstd_length(numcodecs.Zstd().encode(bytes(1000)))
    1000
    """
    magic, flags = struct.unpack_from("<IB", head)
    if magic != 0xFD2FB528:
        raise ValueError("it is no Zstandard frame")
    single = flags >> 5 & 1
    size = (single, 2, 4, 8)[flags >> 6]  # bytes of the field
    at = 5 + (not single) + (0, 1, 2, 4)[flags & 3]  # behind the window and the dictionary
    field = head[at : at + size]
    if len(field) < size:
        raise ValueError(f"its {len(head)} bytes end within the header of a Zstandard frame")
    return int.from_bytes(field, "little") + 256 * (size == 2) if size else None


def _unpack_lz4(data, nbytes, options):
    """Unpack the blocks of an LZ4 chunk: lengths in network order, each block on its own."""
    view, out, at = memoryview(data), [], 12
    total, block = struct.unpack_from(">QI", view)
    if total != nbytes or not block:
        raise ValueError(f"its header says that it unpacks to {total} bytes, not {nbytes}")
    for start in range(0, nbytes, block):
        own = min(block, nbytes - start)
        (length,) = struct.unpack_from(">I", view, at)
        piece = view[at + 4 : at + 4 + length]
        if len(piece) < length:
            raise ValueError(f"block {start // block} ends after {len(piece)} of {length} bytes")
        if length != own:  # else it is stored as it is
            piece = numcodecs.lz4.decompress(struct.pack("<I", own) + bytes(piece))
        out.append(piece)
        at += 4 + length
    return out[0] if len(out) == 1 else b"".join(out)


def _pack_lz4(data, options):
    block = min((options[0] if options else 0) or LZ4_BLOCK, len(data))
    out = [struct.pack(">QI", len(data), block)]
    for start in range(0, len(data), block):
        own = data[start : start + block]
        packed = memoryview(numcodecs.lz4.compress(own))[4:]  # its own length is in our header
        if len(packed) >= len(own):
            packed = own
        out += [struct.pack(">I", len(packed)), packed]
    return b"".join(out)


_UNPACK = {
    DEFLATE: _unpack_deflate,
    SHUFFLE: _unpack_shuffle,
    FLETCHER32: _unpack_fletcher32,
    BLOSC: _unpack_blosc,
    LZ4: _unpack_lz4,
    ZSTD: _unpack_zstd,
}
_PACK = {
    DEFLATE: _pack_deflate,
    SHUFFLE: _pack_shuffle,
    FLETCHER32: _pack_fletcher32,
    BLOSC: _pack_blosc,
    LZ4: _pack_lz4,
    ZSTD: _pack_zstd,
}
