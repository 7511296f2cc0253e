"""Rows about pyramids: beside plain reads and writes of the same bytes, codecs, and other tools."""

import contextlib
import itertools
import math
import os
import shutil
import tempfile
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from outofcore import grid
from outofcore.bench.pairs import paired
from outofcore.datasets.volume import Volume
from outofcore.formats import zarr
from outofcore.formats.image import Planned
from outofcore.formats.zarr_codecs import get_codec
from outofcore.formats.zarr_files import open_files
from outofcore.measure import cache
from outofcore.measure.memory import peak_memory, watch_peak
from outofcore.measure.timing import settle_disks
from outofcore.pyramid.downsample import downsample
from outofcore.pyramid.plan import plan_pyramid
from outofcore.pyramid.run import run_pyramid
from outofcore.pyramid.stream import Stream
from outofcore.units import format_bytes

SHAPE = (1024, 1024, 1024)  # 2 GiB
SHAPE_OF_PEERS = (256, 1024, 1024)  # they take minutes for more
CHUNK, STEPS, THREADS = (64, 128, 128), [(2, 2, 2)] * 4, 2
TILE = (64, 512, 512)  # of the specimen, repeated: the pyramid does not look


def pyramid(name, samples):
    """Make four smaller levels of a volume in the page cache; the limit only reads and writes."""
    return _levels_row(name, samples, "none", "warm")


def pyramid_cold(name, samples):
    """Make them of a volume that lies on the disk alone; so does the limit."""
    return _levels_row(name, samples, "none", "cold")


def _levels_row(name, samples, codec, state):
    with _specimen(SHAPE, codec) as folder:
        source, plan = folder / "0", plan_pyramid(SHAPE, CHUNK, steps=STEPS)
        held = peak_memory(_held_by_levels, folder, plan, codec).value
        prepare = {"warm": cache.warm, "cold": cache.cold}[state]
        nbytes = 2 * sum(map(math.prod, plan.shapes))
        return paired(
            name,
            "GB/s",
            nbytes / 1e9,
            lambda: _after(prepare, source, lambda: _make_levels(folder, plan, codec)),
            lambda: _after(prepare, source, lambda: _read_and_write(source, folder, plan)),
            samples=samples,
            peak_bytes=held,
            note=f"{len(plan.shapes)} levels of {format_bytes(2 * math.prod(SHAPE))} of uint16 in "
            f"chunks of {'x'.join(map(str, CHUNK))}, {state}, {THREADS} threads; limit: as many "
            "threads read every file of the source into one buffer and write as many bytes as the "
            "levels have",
        )


def pyramid_blosc(name, samples):
    """Make them of packed chunks, to packed chunks; the limit packs and unpacks on every core."""
    codec = "blosc-lz4"
    with _specimen(SHAPE_OF_PEERS, codec) as folder:
        plan = plan_pyramid(SHAPE_OF_PEERS, CHUNK, steps=STEPS)
        _make_levels(folder, plan, codec)
        packed = [path.read_bytes() for path in _files(folder / "0")]
        levels = [open_files(folder / str(n)) for n in range(1, len(plan.shapes))]
        blocks = [
            level.read(index)
            for level in levels
            for index in itertools.product(*map(range, level.grid))
        ]
        nbytes = 2 * sum(map(math.prod, plan.shapes))
        return paired(
            name,
            "GB/s",
            nbytes / 1e9,
            lambda: _after(cache.warm, folder / "0", lambda: _make_levels(folder, plan, codec)),
            lambda: _unpack_and_pack(packed, blocks),
            samples=samples,
            note=f"{len(plan.shapes)} levels of {format_bytes(2 * math.prod(SHAPE_OF_PEERS))} in "
            f"{codec}, {THREADS} threads; limit: as many threads unpack the same chunks and pack "
            "those of the levels, in memory",
        )


def pyramid_vs_dask(name, samples):
    """Make them beside a peer: level after level with dask.array.coarsen and to_zarr."""
    return _peer_row(name, samples, _with_dask, "dask.array.coarsen and to_zarr, level by level")


def pyramid_vs_ome_zarr(name, samples):
    """Make them beside a peer: ome-zarr's own writer, which writes the full resolution, too."""
    return _peer_row(name, samples, _with_ome_zarr, "ome-zarr's write_image, full size included")


def _peer_row(name, samples, peer, words):
    with _specimen(SHAPE_OF_PEERS, "none") as folder:
        plan = plan_pyramid(SHAPE_OF_PEERS, CHUNK, steps=STEPS)
        return paired(
            name,
            "GB/s",
            2 * sum(map(math.prod, plan.shapes)) / 1e9,
            lambda: _after(cache.warm, folder / "0", lambda: _make_levels(folder, plan, "none")),
            lambda: _after(cache.warm, folder / "0", lambda: peer(folder, plan)),
            samples=samples,
            note=f"{len(plan.shapes)} levels of {format_bytes(2 * math.prod(SHAPE_OF_PEERS))}, "
            f"warm, {THREADS} threads; peer: {words}",
        )


@contextlib.contextmanager
def _specimen(shape, codec):
    """Return a context that yields a folder with an array "0" of so many voxels in chunks."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        folder = Path(folder)
        _make_array(folder / "0", shape, codec)
        files = open_files(folder / "0")
        tile = Volume(shape=tuple(map(min, TILE, shape)), seed=1)[...]
        for index in itertools.product(*map(range, files.grid)):
            region = grid.chunk_region(index, shape, CHUNK)
            files.write(
                index, tile[tuple(_within(r, n) for r, n in zip(region, tile.shape, strict=True))]
            )
        yield folder


def _within(part, length):
    """Return a slice of the same length that lies inside a tile."""
    start = part.start % length
    return slice(start, min(start + part.stop - part.start, length))


def _make_array(path, shape, codec):
    options = {"chunks": tuple(map(min, CHUNK, shape)), "compressors": get_codec(codec)}
    for name, data in zarr.metadata_files({"": Planned(shape, np.dtype("u2"))}, **options).items():
        zarr.write_file(path / name, data)


def _make_levels(folder, plan, codec):
    """Return the seconds to make the levels above the array "0"."""
    sinks = [None]
    for number, shape in enumerate(plan.shapes[1:], 1):
        shutil.rmtree(folder / str(number), ignore_errors=True)
        _make_array(folder / str(number), shape, codec)
        sinks.append(open_files(folder / str(number)))
    source = Stream(open_files(folder / "0"))
    settle_disks()
    start = time.perf_counter()
    run_pyramid(plan, source, sinks, threads=THREADS)
    return time.perf_counter() - start


def _held_by_levels(folder, plan, codec):
    """Return the bytes held meanwhile; a first block sees to it that the kernels are compiled."""
    downsample(np.zeros((2, 2, 2), "u2"), (2, 2, 2))
    with watch_peak() as watch:
        _make_levels(folder, plan, codec)
    return watch.peak_bytes


def _after(prepare, path, work):
    prepare(path)
    return work()


def _read_and_write(source, folder, plan):
    """Return the seconds to read every file of the source and write as many bytes as the levels."""
    out = folder / "raw"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    files, block = _files(source), 2 * math.prod(CHUNK)
    count = -(-2 * sum(map(math.prod, plan.shapes[1:])) // block)
    data = np.random.default_rng(0).integers(0, 256, block, "u1")

    def work(share):
        room = bytearray(block)
        for path in files[share::THREADS]:
            handle = os.open(path, os.O_RDONLY)
            os.readv(handle, [room])
            os.close(handle)
        for number in range(share, count, THREADS):
            handle = os.open(out / str(number), os.O_WRONLY | os.O_CREAT)
            os.write(handle, data)
            os.close(handle)

    settle_disks()
    return _clock(work)


def _unpack_and_pack(packed, blocks):
    codec = get_codec("blosc-lz4", zarr_format=2)

    def work(share):
        room = np.empty(CHUNK, "u2")
        for data in packed[share::THREADS]:
            codec.decode(data, out=room)
        for block in blocks[share::THREADS]:
            codec.encode(block)

    return _clock(work)


def _clock(work):
    """Return the seconds that so many threads take for their shares."""
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda _: None, range(THREADS)))
        start = time.perf_counter()
        list(pool.map(work, range(THREADS)))
        return time.perf_counter() - start


def _with_dask(folder, plan):
    """Return the seconds that dask takes, with chunks of the same size and no codec either."""
    import dask
    import dask.array as da

    for number in range(1, len(plan.shapes)):
        shutil.rmtree(folder / str(number), ignore_errors=True)
    settle_disks()
    start = time.perf_counter()
    with dask.config.set(scheduler="threads", num_workers=THREADS):
        for number, step in enumerate(plan.steps, 1):
            below = da.from_zarr(str(folder / str(number - 1)))
            level = da.coarsen(np.mean, below, dict(enumerate(step)), trim_excess=True)
            level = level.astype("u2").rechunk(tuple(map(min, CHUNK, level.shape)))
            da.to_zarr(level, str(folder / str(number)), compressors=None)
    return time.perf_counter() - start


def _with_ome_zarr(folder, plan):
    """Return the seconds that ome-zarr's writer takes, with chunks of the same size, no codec."""
    import dask
    import dask.array as da

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it calls its own old class
        from ome_zarr.scale import Methods
        from ome_zarr.writer import write_image

    shutil.rmtree(folder / "peer", ignore_errors=True)
    settle_disks()
    start = time.perf_counter()
    with dask.config.set(scheduler="threads", num_workers=THREADS):
        write_image(
            da.from_zarr(str(folder / "0")),
            str(folder / "peer"),
            axes="zyx",
            scale_factors=[dict(zip("zyx", f, strict=True)) for f in plan.factors[1:]],
            method=Methods.LOCAL_MEAN,
            storage_options={"chunks": CHUNK, "compressors": None},
        )
    return time.perf_counter() - start


def _files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".json")


ROWS = {
    "pyramid": pyramid,
    "pyramid-cold": pyramid_cold,
    "pyramid-blosc": pyramid_blosc,
    "pyramid-vs-dask-coarsen": pyramid_vs_dask,
    "pyramid-vs-ome-zarr": pyramid_vs_ome_zarr,
}
