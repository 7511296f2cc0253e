"""Rows about writing and reading chunked arrays, and about converting; beside plain bytes."""

import contextlib
import itertools
import os
import shutil
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from outofcore import grid
from outofcore.bench.pairs import paired
from outofcore.convert import plan_convert, run_convert
from outofcore.formats import hdf5, hdf5_image, tiff, zarr, zarr_image
from outofcore.formats.image import Planned, make_image
from outofcore.measure import cache
from outofcore.measure.limits import read_raw, write_raw
from outofcore.measure.timing import settle_disks
from outofcore.units import format_bytes

SHAPE, CHUNK = (256, 1024, 1024), (64, 128, 128)  # 512 MiB in chunks of 2 MiB
THREADS = 2
PEER_SAMPLES = 3


def write_zarr(name, samples):
    """Write an uncompressed Zarr array chunk by chunk; the limit writes as many bytes."""
    return _write_row(name, samples, zarr_image, "a.zarr", _write_with_zarr)


def write_hdf5(name, samples):
    """Write an uncompressed, chunked HDF5 data set; the limit writes as many bytes."""
    return _write_row(name, samples, hdf5_image, "a.h5", _write_with_h5py)


def read_zarr(name, samples):
    """Read an uncompressed Zarr array chunk by chunk, warm; the limit reads the same files."""
    return _read_row(name, samples, zarr_image, "a.zarr", _read_with_zarr)


def read_hdf5(name, samples):
    """Read an uncompressed HDF5 data set chunk by chunk, warm; the limit reads the same file."""
    return _read_row(name, samples, hdf5_image, "a.h5", _read_with_h5py)


def convert(name, samples):
    """Convert OME-TIFF to OME-Zarr with a pyramid; the limit reads and writes the same bytes."""
    with _folder() as folder:
        source, target = folder / "a.ome.tif", folder / "a.ome.zarr"
        tiff.write_ome(source, _Pages(), axes="zyx")
        plan = plan_convert(source, target, chunks=CHUNK, codec="none", pyramid=5, threads=THREADS)

        def work():
            shutil.rmtree(target, ignore_errors=True)
            settle_disks()
            start = time.perf_counter()
            run_convert(plan)
            return time.perf_counter() - start

        work()
        written = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())

        def limit():
            reading = read_raw(source, threads=THREADS)
            return reading + write_raw(folder, written, threads=THREADS)

        return paired(
            name, "GB/s", written / 1e9, work, limit, samples=samples,
            note=f"{format_bytes(source.stat().st_size)} of OME-TIFF, warm, to OME-Zarr 0.5 with "
            f"{len(plan.pyramid.shapes)} levels, on the disk at the end, {THREADS} threads; limit: "
            "as many threads read the source, write as many bytes and fsync them",
        )  # fmt: skip


def _write_row(name, samples, module, file, peer):
    with _folder() as folder:
        image, block = make_image(Planned(SHAPE, np.dtype("u2"))), _block()
        tiled = _Tiled(block)

        def work(write):
            for path in (folder / file, folder / "raw"):
                shutil.rmtree(path, ignore_errors=True)
                path.unlink(missing_ok=True)
            settle_disks()
            start = time.perf_counter()
            write()
            return time.perf_counter() - start

        def subject():
            with module.creating(folder / file, image, blocks=[CHUNK], durable=True) as sinks:
                _share(sinks[0].write, block)

        nbytes = 2 * int(np.prod(SHAPE))
        ours = lambda: work(subject)  # noqa: E731
        limit = lambda: write_raw(folder, nbytes, threads=THREADS)  # noqa: E731
        other = lambda: work(lambda: peer(folder / file, tiled))  # noqa: E731
        words = _beside(other, limit)
        return paired(
            name, "GB/s", nbytes / 1e9, ours, limit, samples=samples,
            note=f"{format_bytes(nbytes)} in chunks of 2 MiB, written and fsynced by {THREADS} "
            f"threads; limit: as many threads write a file each; the library alone: {words}",
        )  # fmt: skip


def _read_row(name, samples, module, file, peer):
    with _folder() as folder:
        path, image = folder / file, make_image(Planned(SHAPE, np.dtype("u2")))
        with module.creating(path, image, blocks=[CHUNK]) as sinks:
            _share(sinks[0].write, _block())
        cache.warm(path)
        nbytes = 2 * int(np.prod(SHAPE))
        limit = lambda: read_raw(path, threads=THREADS)  # noqa: E731
        words = _beside(lambda: peer(path), limit)
        with module.open_image(path) as opened:
            array = opened.levels[0].array
            return paired(
                name, "GB/s", nbytes / 1e9, lambda: _read_all(array), limit, samples=samples,
                note=f"{format_bytes(nbytes)} in chunks of 2 MiB, warm, into one buffer for each "
                f"of {THREADS} threads; limit: as many threads read the same bytes in pieces of 2 "
                f"MiB; the library alone: {words}",
            )  # fmt: skip


def _read_all(array):
    start = time.perf_counter()
    rooms = {}

    def read(share):
        room = rooms.setdefault(share, np.empty(CHUNK, "u2"))
        for index in _numbers()[share::THREADS]:
            array.read_into(grid.chunk_region(index, SHAPE, CHUNK), room)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(read, range(THREADS)))
    return time.perf_counter() - start


def _share(write, block):
    """Write every chunk, on several threads: each time the same block."""

    def some(share):
        for number in _numbers()[share::THREADS]:
            write(number, block)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(some, range(THREADS)))


def _block():
    return np.ascontiguousarray(_planes()[:, : CHUNK[1], : CHUNK[2]])


def _numbers():
    return list(itertools.product(*map(range, grid.grid_shape(SHAPE, CHUNK))))


def _planes():
    """Return a block of planes of random numbers: no disk stores them in less room."""
    rng = np.random.default_rng(0)
    return rng.integers(0, 4096, (CHUNK[0], *SHAPE[1:]), "u2")


def _beside(peer, limit):
    """Return in words what share of the limit a peer reaches."""
    ratios = []
    for _ in range(PEER_SAMPLES + 1):
        seconds = peer()
        ratios.append(limit() / seconds)
    return f"{statistics.median(ratios[1:]):.2f}"


@contextlib.contextmanager
def _folder():
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        yield Path(folder)


def _write_with_zarr(path, array):
    zarr.write_array(path, {"": array}, chunks=CHUNK)
    os.sync()


def _write_with_h5py(path, array):
    hdf5.write_array(path, {"image": array}, chunks=CHUNK)


def _read_with_zarr(path):
    start = time.perf_counter()
    array = zarr.open_lazy(path)
    for index in _numbers():
        array[grid.chunk_region(index, SHAPE, CHUNK)]
    return time.perf_counter() - start


def _read_with_h5py(path):
    start = time.perf_counter()
    with hdf5.open_lazy(path) as file:
        for index in _numbers():
            file["image"][grid.chunk_region(index, SHAPE, CHUNK)]
    return time.perf_counter() - start


class _Tiled:
    """The chunks that `_share` writes, as one array."""

    def __init__(self, block):
        self.shape, self.dtype, self._block = SHAPE, np.dtype("u2"), block

    def __getitem__(self, region):
        lengths = [part.stop - part.start for part in region]
        counts = [-(-n // c) for n, c in zip(lengths, CHUNK, strict=True)]
        return np.tile(self._block, counts)[tuple(map(slice, lengths))]


class _Pages:
    """A stack of planes that repeat."""

    def __init__(self):
        self.shape, self.dtype, self._planes = SHAPE, np.dtype("u2"), _planes()

    def __getitem__(self, index):
        return self._planes[index[0] % len(self._planes)]


ROWS = {
    "write-zarr": write_zarr,
    "write-hdf5": write_hdf5,
    "read-zarr": read_zarr,
    "read-hdf5": read_hdf5,
    "convert": convert,
}
