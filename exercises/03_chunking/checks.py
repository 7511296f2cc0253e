"""The open checks of 03_chunking. Students may read them: they say what is asked, not how."""

import functools

import h5py
import numpy as np

from outofcore import grid
from outofcore.checking import Source, show_call, task
from outofcore.formats import hdf5
from outofcore.measure.reads import measure_read, measure_reads
from outofcore.plotting import plot_read
from outofcore.units import MIB, format_bytes

COUNT = {
    "a box that starts and ends on chunk borders": 1,
    "a box that crosses chunk borders": 1,
    "the ragged last chunk": 1,
    "an empty box": 0.5,
    "no array behind the arithmetic": 0.5,
}
AMPLIFICATION = {
    "chunks are read whole": 1,
    "edge chunks are stored whole": 1,
    "a contiguous data set": 1,
    "no voxel is read": 1,
}
LAYOUT = {
    "a chunk shape within its limits": 1,
    "the XY plane": 1,
    "the YZ plane": 1,
    "few enough chunks": 1,
}
MEANS = {"the right means": 1, "every chunk is fetched once": 2, "little is held": 1}
FETCHES = {
    "a cache that holds nothing": 1,
    "a cache that holds everything": 1,
    "a scan that does not fit": 1,
    "any boxes in any cache": 1,
}


def distinct(shape, dtype="uint16", salt=0):
    """Return an array whose neighbours all differ, so that a misplaced read shows.

    Another `salt` gives other values: who knows this function does not know those.
    """
    period = (np.arange(65521) + salt % 65521) * 40503 % 65521
    return np.resize(period.astype(dtype), shape)


def write_file(student, shape, dtype, chunks, salt=0, **options):
    """Return the path of an HDF5 file that holds `distinct(shape)` as the data set `volume`."""

    def write(path):
        data = distinct(shape, dtype, salt)
        with h5py.File(path, "w") as file:
            file.create_dataset("volume", data=data, chunks=chunks, **options)

    return student.input_file((shape, dtype, chunks, salt, *sorted(options.items())), write)


@functools.lru_cache(maxsize=8)
def expected_means(shape, salt):
    """Return the plane means of `distinct(shape)`."""
    return distinct(shape, salt=salt).mean(axis=(1, 2))


def box(start, stop):
    """Return a box as the tuple of slices that selects it."""
    return tuple(slice(a, b) for a, b in zip(start, stop, strict=True))


@task(
    criteria=COUNT,
    cases=[
        {
            "about": "a box that starts and ends on chunk borders",
            "criterion": "a box that starts and ends on chunk borders",
            "shape": (40, 60),
            "chunks": (10, 20),
            "start": (10, 20),
            "stop": (20, 60),
        },
        {
            "about": "a box shorter than a chunk that lies across a border",
            "criterion": "a box that crosses chunk borders",
            "shape": (40, 60),
            "chunks": (10, 20),
            "start": (8, 15),
            "stop": (12, 25),
        },
        {
            "about": "a box in three dimensions",
            "criterion": "a box that crosses chunk borders",
            "shape": (30, 50, 70),
            "chunks": (4, 16, 32),
            "start": (3, 0, 31),
            "stop": (9, 50, 64),
        },
        {
            "about": "chunks that do not divide the shape",
            "criterion": "the ragged last chunk",
            "shape": (37, 50),
            "chunks": (10, 16),
            "start": (25, 30),
            "stop": (37, 50),
        },
        {
            "about": "start equal to stop along one axis",
            "criterion": "an empty box",
            "shape": (37, 50),
            "chunks": (10, 16),
            "start": (5, 7),
            "stop": (5, 40),
        },
        {
            "about": "an array of 64 TiB",
            "criterion": "no array behind the arithmetic",
            "shape": (2**15, 2**15, 2**15),
            "chunks": (64, 64, 64),
            "start": (0, 0, 100),
            "stop": (2**15, 2**15, 101),
        },
    ],
)
def count_touched_chunks(student, expect, *, criterion, shape, chunks, start, stop):
    """Check that the count is right, and comes from arithmetic, not from an array."""
    student.refuse_names("count_touched_chunks", "grid", "count_touched", "touched_chunks")
    run = student.call("count_touched_chunks", shape, chunks, start, stop)
    needed = grid.count_touched(box(start, stop), shape, chunks)
    about = f"chunks in the box {start} to {stop} of shape {shape}, chunks {chunks}"

    def picture():
        return plot_read(
            shape,
            chunks,
            selection=box(start, stop),
            title="which chunks does the box touch?",
        )

    small = grid.count_chunks(shape, chunks) < 1000
    right = expect.whole_number(
        criterion, run.value, needed, about=about, picture=picture if small and needed else None
    )
    if right and criterion == "no array behind the arithmetic" and run.peak_bytes is not None:
        held = f"right, and it held {format_bytes(run.peak_bytes)}"
        little = run.peak_bytes <= 8 * MIB
        expect(
            criterion,
            little,
            held
            if little
            else f"{held}; 8 MiB is the limit: a few whole numbers per axis are all it takes",
        )


@task(
    criteria=AMPLIFICATION,
    cases=[
        {
            "about": "a plane through chunks that divide the shape",
            "criterion": "chunks are read whole",
            "shape": (32, 64, 64),
            "chunks": (8, 16, 16),
            "start": (5, 0, 0),
            "stop": (6, 64, 64),
        },
        {
            "about": "a small box across a border",
            "criterion": "chunks are read whole",
            "shape": (32, 64, 64),
            "chunks": (8, 16, 16),
            "start": (6, 10, 3),
            "stop": (10, 20, 9),
        },
        {
            "about": "the last voxels of a ragged array",
            "criterion": "edge chunks are stored whole",
            "shape": (19, 37, 50),
            "chunks": (8, 16, 32),
            "start": (17, 33, 40),
            "stop": (19, 37, 50),
        },
        {
            "about": "no chunks at all",
            "criterion": "a contiguous data set",
            "shape": (19, 37, 50),
            "chunks": None,
            "start": (0, 5, 0),
            "stop": (19, 6, 50),
        },
    ],
)
def read_amplification(student, expect, *, criterion, shape, chunks, start, stop):
    """Check that the ratio is right for the file's own layout, and no voxel is read."""
    path = write_file(student, shape, "uint16", chunks)
    student.refuse_names("read_amplification", "read_amplification", "touched_bytes")
    run = student.call("read_amplification", Source(path), "volume", start, stop)
    needed = 1.0 if chunks is None else grid.read_amplification(box(start, stop), shape, chunks)
    layout = "contiguous" if chunks is None else f"in chunks of {chunks}"
    expect.number(
        criterion,
        run.value,
        needed,
        about=f"times the bytes of the box {start} to {stop}, shape {shape}, {layout}",
    )
    cost = run.cost(path, "volume")
    expect(
        "no voxel is read",
        cost.data_bytes == 0,
        f"{format_bytes(cost.data_bytes)} of voxels were read; shape, chunks and dtype are "
        "metadata and cost nothing more"
        if cost.data_bytes
        else "only metadata was read",
    )


@task(
    criteria=LAYOUT,
    cases=[
        {
            "about": "a stack of 60 planes",
            "shape": (60, 150, 210),
            "itemsize": 2,
            "max_chunk_bytes": 32 * 1024,
            "max_amplification": 16,
            "max_chunks": 45,
        },
        {
            "about": "more planes, larger voxels",
            "shape": (130, 100, 90),
            "itemsize": 4,
            "max_chunk_bytes": 64 * 1024,
            "max_amplification": 20,
            "max_chunks": 40,
        },
        {
            "about": "a small stack with tight limits, where the edges decide",
            "shape": (36, 140, 25),
            "itemsize": 2,
            "max_chunk_bytes": 32 * 1024,
            "max_amplification": 10,
            "max_chunks": 5,
        },
    ],
)
def choose_chunks(
    student, expect, *, shape, itemsize, max_chunk_bytes, max_amplification, max_chunks
):
    """Check that both planes, read from a real file in this layout, keep the limits."""
    given = (shape, itemsize, max_chunk_bytes, max_amplification, max_chunks)
    chunks = student.call("choose_chunks", *given).value
    returned = f"{show_call('choose_chunks', *given)} returned {chunks!r:.60}"
    wrong = _what_is_wrong(chunks, shape, itemsize, max_chunk_bytes)
    if not expect("a chunk shape within its limits", not wrong, f"{returned}{wrong}"):
        return
    chunks = tuple(int(c) for c in chunks)
    if grid.count_chunks(shape, chunks) > 20_000:
        expect(
            "few enough chunks",
            False,
            f"{returned}, which makes "
            f"{grid.count_chunks(shape, chunks):,} chunks; "
            "so many are not even written, choose larger ones",
        )
        return
    path = write_file(student, shape, f"u{itemsize}", chunks)
    middle = [n // 2 for n in shape]
    planes = {"the XY plane": np.s_[middle[0], :, :], "the YZ plane": np.s_[:, :, middle[2]]}
    for criterion, selection in planes.items():
        cost = measure_read(path, "volume", selection)
        text = (
            f"{format_bytes(cost.data_bytes)} read for {format_bytes(cost.asked_bytes)}, "
            f"{cost.amplification:.4g} times; the limit is {max_amplification}"
        )
        expect(
            criterion,
            cost.amplification <= max_amplification,
            f"{returned}: {text}",
            picture=_picture_of(shape, chunks, selection, cost, f"chunks {chunks}: {text}"),
        )
        expect(
            "few enough chunks",
            len(cost.chunks) <= max_chunks,
            f"{returned}: {criterion} touches {len(cost.chunks):,} chunks; "
            f"the limit is {max_chunks}",
        )


def _what_is_wrong(chunks, shape, itemsize, max_chunk_bytes):
    """Return in words why `chunks` cannot be used, or an empty string."""
    if not isinstance(chunks, tuple | list) or len(chunks) != len(shape):
        return f"; expected {len(shape)} chunk lengths, one per axis"
    if not all(isinstance(c, int | np.integer) and not isinstance(c, bool) for c in chunks):
        return "; chunk lengths are whole numbers, divide with //"
    if not all(1 <= c <= n for c, n in zip(chunks, shape, strict=True)):
        return "; each length must lie between 1 and the length of its axis"
    nbytes = int(np.prod([int(c) for c in chunks])) * itemsize
    if nbytes > max_chunk_bytes:
        return (
            f"; such a chunk holds {format_bytes(nbytes)}, "
            f"the limit is {format_bytes(max_chunk_bytes)}"
        )
    return ""


def _picture_of(shape, chunks, selection, cost, title):
    return lambda: plot_read(shape, chunks, selection=selection, read=cost.chunks, title=title)


@task(
    criteria=MEANS,
    cases=[{"about": "a stack of 37 planes", "shape": (37, 1100, 1000), "chunks": (7, 128, 128)}],
)
def plane_means(student, expect, *, shape, chunks, salt=0):
    """Check the means, that no chunk is fetched twice, and that little is held."""
    path = write_file(student, shape, "uint16", chunks, salt)
    means = expected_means(shape, salt)
    whole = format_bytes(2 * int(np.prod(shape)))
    run = student.call("plane_means", Source(path), "volume")
    expect.array("the right means", run.value, means, about="plane means", rtol=1e-9)
    cost = run.cost(path, "volume")
    fetches = sum(times for _, times in cost.chunk_reads)
    most = max((times for _, times in cost.chunk_reads), default=0)
    slab = chunks[0] * shape[1] * shape[2] * 2
    advice = (
        (
            f". One layer of chunks holds {format_bytes(slab)}, more than the cache keeps, and "
            f"is {chunks[0]} planes deep: do your reads begin and end where chunks do?"
        )
        if most > 1
        else ""
    )
    expect(
        "every chunk is fetched once",
        fetches == cost.total_chunks,
        f"{fetches:,} fetches for {cost.total_chunks:,} chunks, up to {most} of the same one"
        + advice,
    )
    if run.peak_bytes is None:
        expect("little is held", True, "not measured: this system does not tell peak memory")
    else:
        expect(
            "little is held",
            run.peak_bytes <= 48 * MIB,
            f"{format_bytes(run.peak_bytes)} held of a {whole} stack; the limit is 48 MiB",
        )


@task(
    criteria=FETCHES,
    cases=[
        {
            "about": "a cache smaller than one chunk",
            "criterion": "a cache that holds nothing",
            "shape": (20, 50, 60),
            "chunks": (4, 16, 16),
            "cache_chunks": 0,
            "boxes": [
                ((3, 0, 0), (5, 50, 20)),
                ((3, 0, 0), (5, 50, 20)),
                ((0, 9, 9), (20, 10, 10)),
            ],
        },
        {
            "about": "boxes that overlap",
            "criterion": "a cache that holds everything",
            "shape": (20, 50, 60),
            "chunks": (4, 16, 16),
            "cache_chunks": 1000,
            "boxes": [
                ((3, 0, 0), (5, 50, 20)),
                ((3, 0, 0), (5, 50, 20)),
                ((0, 9, 9), (20, 10, 10)),
            ],
        },
        {
            "about": "plane after plane",
            "criterion": "a scan that does not fit",
            "shape": (20, 50, 60),
            "chunks": (4, 16, 16),
            "cache_chunks": 15,
            "boxes": [((z, 0, 0), (z + 1, 50, 60)) for z in range(20)],
        },
        {
            "about": "plane after plane, exactly one layer of chunks",
            "criterion": "a scan that does not fit",
            "shape": (20, 50, 60),
            "chunks": (4, 16, 16),
            "cache_chunks": 16,
            "boxes": [((z, 0, 0), (z + 1, 50, 60)) for z in range(20)],
        },
        {"about": "boxes here and there", "criterion": "any boxes in any cache", "seed": 35},
        {"about": "other boxes", "criterion": "any boxes in any cache", "seed": 47},
    ],
)
def predict_fetches(student, expect, *, criterion, seed=None, **case):
    """Check the prediction against the meter on a real, compressed file: difference 0."""
    case = case if seed is None else random_boxes(seed)
    shape, chunks, boxes = case["shape"], case["chunks"], case["boxes"]
    cache_chunks = case["cache_chunks"]
    student.refuse_names("predict_fetches", "predict_chunk_reads")
    run = student.call("predict_fetches", shape, chunks, boxes, cache_chunks)
    path = write_file(student, shape, "uint16", chunks, compression="gzip", compression_opts=1)
    cache_bytes = cache_chunks * int(np.prod(chunks)) * 2
    selections = [box(*b) for b in boxes]
    cost = measure_reads(
        path, "volume", selections, cache_w0=0.0, cache_slots=10_007, cache_bytes=cache_bytes
    )
    about = (
        f"fetches on the meter for {len(boxes)} boxes, which touch "
        f"{sum(grid.count_touched(s, shape, chunks) for s in selections):,} chunks, "
        f"and a cache of {cache_chunks}"
    )
    if isinstance(run.value, int) and run.value != cost.fetches:
        about += _first_difference(student, shape, chunks, boxes, cache_chunks, cache_bytes)
    expect.whole_number(criterion, run.value, cost.fetches, about=about)


def _first_difference(student, shape, chunks, boxes, cache_chunks, cache_bytes):
    """Return in words with how many of the boxes the prediction first goes wrong."""
    for n in range(1, len(boxes) + 1):
        said = student.call("predict_fetches", shape, chunks, boxes[:n], cache_chunks).value
        right = len(
            hdf5.predict_chunk_reads(
                [box(*b) for b in boxes[:n]], shape, chunks, 2, cache_bytes=cache_bytes
            )
        )
        if said != right:
            return (
                f". You first differ at box {n}, {boxes[n - 1]}: "
                f"so far you say {said} and it is {right}"
            )
    return ""


def random_boxes(seed):
    """Return a case of 20 random boxes, one favourite between them, and a cache for a part."""
    rng = np.random.default_rng(seed)
    shape, chunks = (30, 60, 70), (8, 16, 16)

    def draw():
        start = tuple(int(rng.integers(0, n)) for n in shape)
        stop = tuple(
            int(rng.integers(a + 1, min(n, a + 25) + 1)) for a, n in zip(start, shape, strict=True)
        )
        return start, stop

    favourite = draw()
    boxes = [b for _ in range(20) for b in (draw(), favourite)]
    cache_chunks = int(rng.integers(8, 24))
    return {"shape": shape, "chunks": chunks, "boxes": boxes, "cache_chunks": cache_chunks}
