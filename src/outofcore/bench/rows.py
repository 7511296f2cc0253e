"""The rows of the benchmark table, and `run`, which measures them."""

import shutil
import statistics
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from outofcore.bench import pyramids, storage
from outofcore.bench.pairs import paired
from outofcore.datasets.events import Events
from outofcore.datasets.volume import CHANNELS, Volume
from outofcore.formats import hdf5
from outofcore.measure.limits import copier, write_raw
from outofcore.measure.memory import peak_memory
from outofcore.measure.reads import counting
from outofcore.measure.timing import machine, settle_disks
from outofcore.produce.plan import plan_data
from outofcore.produce.run import run_plan

BLOCK = (64, 512, 512)
WRITTEN = "256MiB"
THREADS = 4


def run(names=(), *, samples=5, progress=None, more=None):
    """Return the rows called `names`, all of them by default, and the machine they ran on.

    Parameters
    ----------
    names : list of str
    samples : int
        Pairs of subject and limit per row.
    progress : callable, optional
        Called with the name of each row before it is measured.
    more : dict of str to callable, optional
        Rows besides those here, which stand in a higher layer: `row(name, samples)`.

    Returns
    -------
    dict
        {"machine": {...}, "rows": [{"name", "value", "unit", "limit", "ratio", "samples",
        "peak_bytes", "note"}]}; ratio is achieved over limit, bigger is better.

    Raises
    ------
    ValueError
        When there is no row of a name; the message lists those there are.
    """
    rows = ROWS | (more or {})
    unknown = [name for name in names if name not in rows]
    if unknown:
        raise ValueError(f"no benchmark {', '.join(unknown)}; there are {', '.join(rows)}")
    done = []
    for name in names or rows:
        if progress is not None:
            progress(name)
        done.append(asdict(rows[name](name, samples)))
    return {"machine": machine(), "rows": done}


def generate_volume(name, samples):
    """Compute a block of both channels on one core; the limit copies as many bytes."""
    channels = [Volume(shape=BLOCK, seed=1, channel=channel) for channel in CHANNELS]
    room, seconds = np.empty(BLOCK, channels[0].dtype), {channel: [] for channel in CHANNELS}

    def make():
        for volume in channels:
            start = time.perf_counter()
            volume.block(np.s_[: BLOCK[0], : BLOCK[1], : BLOCK[2]], room)
            seconds[volume.channel].append(time.perf_counter() - start)

    nbytes = sum(volume.nbytes for volume in channels)
    row = paired(name, "GB/s", nbytes / 1e9, make, copier(nbytes), samples=samples, note="")
    rates = (
        f"{channel} {room.nbytes / 1e9 / statistics.median(times[1:]):.2f}"
        for channel, times in seconds.items()
    )
    note = f"uint16 on one core ({', '.join(rates)} GB/s); limit: memory copy of the same bytes"
    return replace(row, note=note)


def generate_events(name, samples):
    """Make a time chunk of a detector's stream on one core; the limit copies as many bytes."""
    stream = Events(scan=(64, 64), seed=1)
    columns = stream.chunk(0)
    events, nbytes = len(columns["t"]), sum(column.nbytes for column in columns.values())
    return paired(
        name,
        "Mevents/s",
        events / 1e6,
        lambda: _discard(stream.chunk(0)),
        copier(nbytes),
        samples=samples,
        note="x, y, t and time over threshold on one core; limit: memory copy of the same bytes",
    )


def write_volume(name, samples):
    """Generate a volume, write it as uncompressed Zarr and fsync it; the limit only writes."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        plan = plan_data("volume", WRITTEN, folder)
        memory = peak_memory(_write_plan, plan)
        return paired(
            name,
            "GB/s",
            plan.nbytes / 1e9,
            lambda: _write_plan(plan),
            lambda: min(
                write_raw(folder, plan.nbytes, threads=THREADS, direct=direct)
                for direct in (False, True)
            ),
            samples=samples,
            peak_bytes=memory.peak_bytes,
            note=f"{WRITTEN} generated, written and fsynced by {THREADS} threads; limit: the same "
            "bytes written and fsynced by as many, through the system's cache or past it, "
            "whichever was faster",
        )


def _write_plan(plan):
    """Return the seconds to make the set anew."""
    shutil.rmtree(plan.folder, ignore_errors=True)
    settle_disks()
    start = time.perf_counter()
    run_plan(plan, threads=THREADS)
    return time.perf_counter() - start


def meter_overhead(name, samples):
    """Read an HDF5 file slab by slab through the meter; the peer reads it without."""
    volume = Volume(shape=BLOCK, seed=1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "volume.h5")
        hdf5.write_array(path, {"nuclei": volume}, chunks=(16, 64, 64))
        return paired(
            name,
            "GB/s",
            volume.nbytes / 1e9,
            lambda: _read_metered(path),
            lambda: _read_slabs(path),
            samples=samples,
            note="HDF5 in chunks of 128 KiB, slab by slab; peer: the same without the meter",
        )


def _read_metered(path):
    with counting(path) as source:
        _read_slabs(source)


def _read_slabs(source):
    with hdf5.open_lazy(source) as file:
        dataset = file["nuclei"]
        for z in range(0, dataset.shape[0], dataset.chunks[0]):
            dataset[z : z + dataset.chunks[0]]


def _discard(value):
    """Forget a value, so that a benchmark returns nothing."""


ROWS = {
    "generate-volume": generate_volume,
    "generate-events": generate_events,
    "write-volume": write_volume,
    "meter-overhead": meter_overhead,
    **storage.ROWS,
    **pyramids.ROWS,
}
