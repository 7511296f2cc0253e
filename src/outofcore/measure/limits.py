"""What this machine can do at best: memory copy, sequential write and read, codecs.

A benchmark means something only beside its limit, measured in the same run.
"""

import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numcodecs
import numpy as np

from outofcore.direct import aligned_room, write_direct
from outofcore.measure import timing
from outofcore.units import MIB

PIECE_BYTES = 2 * MIB  # per system call; also the usual size of a chunk
CODECS = {
    "gzip-5": numcodecs.GZip(level=5),
    "zstd-3": numcodecs.Zstd(level=3),
    "blosc-lz4-5": numcodecs.Blosc(cname="lz4", clevel=5, shuffle=numcodecs.Blosc.SHUFFLE),
}


@dataclass(frozen=True)
class CodecSpeed:
    """What one codec does with one block on one core.

    Attributes
    ----------
    ratio : float
        Bytes before over bytes after.
    encode_bytes_per_s, decode_bytes_per_s : float
        Of unpacked data.
    """

    ratio: float
    encode_bytes_per_s: float
    decode_bytes_per_s: float


@dataclass(frozen=True)
class Limits:
    """What a machine can do at best; all speeds in bytes per second, medians."""

    copy_bytes_per_s: float
    write_bytes_per_s: float
    read_bytes_per_s: float
    codecs: dict
    nbytes: int
    threads: int
    machine: dict


def measure_limits(folder, nbytes, *, threads=1, block=None, samples=3):
    """Return the `Limits` of this machine.

    Parameters
    ----------
    folder : path
        On the disk in question. Needs `nbytes` of room; nothing stays there.
    nbytes : int
        Bytes copied, written and read per sample.
    threads : int
        Writers and readers at the same time.
    block : array, optional
        What the codecs pack; without it no codec is measured.
    samples : int
        The medians are over so many, after one that does not count.
    """
    with tempfile.TemporaryDirectory(prefix="limits-", dir=folder) as own:
        write = [write_raw(own, nbytes, threads=threads) for _ in range(samples + 1)][1:]
        read = [read_raw(own, threads=threads) for _ in range(samples + 1)][1:]
    return Limits(
        copy_bytes_per_s=nbytes / timing.repeat(copier(nbytes), samples=samples).median_s,
        write_bytes_per_s=nbytes / float(np.median(write)),
        read_bytes_per_s=nbytes / float(np.median(read)),
        codecs={} if block is None else {name: codec_speed(name, block) for name in CODECS},
        nbytes=nbytes,
        threads=threads,
        machine=timing.machine(),
    )


def copier(nbytes):
    """Return a function that copies `nbytes` bytes of memory, on one core.

    Both blocks are touched beforehand, so no call pays for pages that the system has yet to give.
    """
    source, target = np.ones(nbytes, "u1"), np.zeros(nbytes, "u1")
    return lambda: np.copyto(target, source)


def write_raw(folder, nbytes, *, threads=1, piece_bytes=PIECE_BYTES, direct=False):
    """Return the seconds to write `nbytes` to new files in `folder` and to fsync them.

    Parameters
    ----------
    folder : path
        Files of an earlier call are removed first, outside of the clock: some disks take their time
        to forget them. Those of this call stay.
    nbytes : int
    threads : int
        Each writes a file of its own, one piece after the other.
    piece_bytes : int
        Bytes per write.
    direct : bool
        Whether to write past the system's cache, where the file system can do that.

    Notes
    -----
    The bytes are random: some disks store zeros in no time. They are the same in every piece and
    cost nothing to make, so memory stays at one piece.
    """
    for name in Path(folder).glob("raw-*.bin"):
        name.unlink()
    timing.settle_disks()
    piece = aligned_room(piece_bytes)
    piece[:] = np.random.default_rng(0).integers(0, 256, piece_bytes, "u1")
    shares = [nbytes // threads + (i < nbytes % threads) for i in range(threads)]
    jobs = [(Path(folder, f"raw-{i}.bin"), share, piece) for i, share in enumerate(shares)]
    return _clock(_write_directly if direct else _write_file, jobs)


def read_raw(path, *, threads=1, piece_bytes=PIECE_BYTES):
    """Return the seconds to read a file, or every file below a folder, from start to end.

    Warm or cold is the caller's choice: see `outofcore.measure.cache`. Each thread takes every
    n-th piece.
    """
    path = Path(path)
    files = [path] if path.is_file() else sorted(f for f in path.rglob("*") if f.is_file())
    pieces = [
        (file, offset) for file in files for offset in range(0, file.stat().st_size, piece_bytes)
    ]
    return _clock(_read_pieces, [(pieces[i::threads], piece_bytes) for i in range(threads)])


def codec_speed(name, block, *, samples=3):
    """Return the `CodecSpeed` of the codec `name` on `block`.

    Raises
    ------
    ValueError
        For an unknown name; the message lists those there are.

    >>> codec_speed("zstd-3", np.zeros(1000, "u2")).ratio > 50
    True
    """
    if name not in CODECS:
        raise ValueError(f"no codec {name!r}; there are {', '.join(CODECS)}")
    codec, block = CODECS[name], np.ascontiguousarray(block)
    packed = codec.encode(block)
    return CodecSpeed(
        ratio=block.nbytes / len(packed),
        encode_bytes_per_s=block.nbytes
        / timing.repeat(lambda: codec.encode(block), samples=samples).median_s,
        decode_bytes_per_s=block.nbytes
        / timing.repeat(lambda: codec.decode(packed), samples=samples).median_s,
    )


def _clock(function, jobs):
    """Return the seconds that all jobs take, one thread each."""
    with ThreadPoolExecutor(len(jobs)) as pool:
        list(pool.map(lambda _: None, jobs))  # the threads are there before the clock starts
        start = time.perf_counter()
        list(pool.map(lambda job: function(*job), jobs))
        return time.perf_counter() - start


def _write_file(path, nbytes, piece):
    with open(path, "wb", buffering=0) as file:
        written = 0
        while written < nbytes:
            written += file.write(piece[: nbytes - written])
        os.fsync(file.fileno())


def _write_directly(path, nbytes, piece):
    written = 0
    while written < nbytes and (done := write_direct(path, piece[: nbytes - written], at=written)):
        written += done
    with open(path, "r+b" if written else "wb", buffering=0) as file:
        file.seek(written)
        while written < nbytes:
            written += file.write(piece[: nbytes - written])
        os.fsync(file.fileno())


def _read_pieces(pieces, piece_bytes):
    buffer, opened, file = bytearray(piece_bytes), None, None
    try:
        for path, offset in pieces:
            if path != opened:
                if file is not None:
                    file.close()
                file, opened = open(path, "rb", buffering=0), path  # noqa: SIM115
            file.seek(offset)
            file.readinto(buffer)
    finally:
        if file is not None:
            file.close()
