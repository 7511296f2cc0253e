"""The open checks of 06_ragged. Students may read them: they say what is asked, not how."""

import zlib

import h5py
import numpy as np

from outofcore.checking import AnswerFailed, Scratch, Source, task
from outofcore.checking.made import opened
from outofcore.formats import hdf5
from outofcore.units import KIB, MIB, format_bytes

PACK = {
    "the values in a row": 1,
    "where each sample begins": 1,
    "the shapes": 1,
    "samples out of the ordinary": 1,
}
READ = {
    "one sample by its place": 1,
    "slices as a list has them": 1.5,
    "samples without values": 0.5,
    "only the chunks it needs": 1,
}
APPEND = {
    "old and new samples": 1.5,
    "after a run that was stopped": 1,
    "nothing to append, or nothing in it": 0.5,
    "stored chunks stay as they are": 1,
}
UNPAD = {
    "the values in a row": 1,
    "where each sample begins": 1,
    "bytes per sample": 1,
    "little is held": 1,
}
AHEAD = {
    "the right sums": 1,
    "hits and misses": 1,
    "one request for a miss": 1,
    "within the limit": 1,
}
ADVICE = {  # what HDF5 says, and what lies behind it
    "is not of specified type": "was it read after its file was closed?",
    "invalid identifier": "was it used after its file was closed?",
    "without chunked storage": "only a data set made with `maxshape` can grow",
}


def distinct(count, dtype="uint16", seed=0):
    """Return `count` values whose neighbours differ; those of long whole numbers fit no float."""
    dtype = np.dtype(dtype)
    numbers = (np.arange(65521, dtype="uint64") + seed) * 40503 % 65521  # one period
    if dtype.kind == "f":
        numbers = numbers + 0.25
    elif dtype.itemsize > 2:  # float32 holds 24 bits of a number exactly, float64 53
        numbers = numbers + (numbers << (38 if dtype.itemsize == 8 else 12))
    return np.resize(numbers.astype(dtype), count)


def some_samples(shapes, dtype="uint16", seed=0):
    """Return an array of each shape, with values that tell them apart."""
    ends = np.cumsum([0] + [int(np.prod(shape)) for shape in shapes])
    values = distinct(int(ends[-1]), dtype, seed)
    return [values[a:b].reshape(s) for a, b, s in zip(ends, ends[1:], shapes, strict=False)]


def packed(samples, axes):
    """Return the flat values, offsets and shapes of `samples`, worked out one by one."""
    offsets, row = [0], []
    for sample in samples:
        row.append(sample.flatten())
        offsets.append(offsets[-1] + sample.size)
    shapes = np.array([sample.shape for sample in samples], "int64").reshape(-1, axes)
    return np.concatenate(row), np.array(offsets, "int64"), shapes


def call(student, name, *args):
    """Call the learner's function; where HDF5's words tell a learner little, add a question."""
    try:
        return student.call(name, *args)
    except AnswerFailed as error:
        more = (f"; {question}" for words, question in ADVICE.items() if words in str(error))
        raise AnswerFailed(f"{error}{next(more, '')}") from None


# ---------------------------------------------------------------- pack


@task(
    criteria=PACK,
    cases=[
        {
            "about": "small tables",
            "shapes": [(2, 3), (4, 2), (1, 5), (3, 3)],
        },
        {
            "about": "boxes of three axes",
            "shapes": [(2, 3, 4), (1, 5, 2), (3, 1, 1)],
            "dtype": "float32",
        },
        {
            "about": "samples without values, at both ends and between",
            "criterion": "samples out of the ordinary",
            "shapes": [(0, 3), (2, 2), (4, 0), (0, 0), (3, 1), (0, 7)],
        },
        {
            "about": "tables that were turned on their side",
            "criterion": "samples out of the ordinary",
            "shapes": [(3, 4), (2, 5), (6, 2)],
            "turned": "yes",
        },
    ],
)
def pack_samples(student, expect, *, shapes, dtype="uint16", criterion=None, turned="no", seed=1):
    """Check the three arrays against samples packed one by one."""
    samples = some_samples(shapes, dtype, seed)
    if turned == "yes":
        samples = [np.asfortranarray(sample) for sample in samples]
    axes = len(shapes[0])
    got = call(student, "pack_samples", samples).value
    names = [criterion] * 3 if criterion else list(PACK)[:3]
    if not isinstance(got, tuple | list) or len(got) != 3:
        for name in names:
            expect(name, False, f"returned {_kind(got)}; expected (flat, offsets, shapes)")
        return
    about = ("values in the row", "offsets", "lengths of axes")
    for name, part, whole, words in zip(names, got, packed(samples, axes), about, strict=True):
        expect.array(name, part, whole, about=words)
        if not isinstance(part, np.ndarray):
            expect(name, False, f"the {words} are of type {type(part).__name__}, not an array")
    flat, offsets = got[:2]
    kind = getattr(flat, "dtype", None)
    if kind != dtype:
        expect(names[0], False, f"the row is {kind}; the samples are {dtype}")
    if not criterion:
        kind = getattr(offsets, "dtype", None)
        if kind != np.dtype("int64"):
            words = "expected int64, which a long row cannot overflow"
            expect(names[1], False, f"the offsets are {kind}; {words}")
        kind = np.asarray(got[2]).dtype
        if kind.kind not in "iu":
            expect(names[2], False, f"the lengths of axes are {kind}, which are not whole numbers")


def _kind(value):
    return f"{value!r:.40} of type {type(value).__name__}"


# ---------------------------------------------------------------- read


def ragged_shapes(count, seed):
    """Return shapes of two axes, many small and a few large, every ninth without values."""
    rng = np.random.default_rng(seed)
    long = np.minimum(1 + rng.exponential(30, count).astype(int), 200)
    wide = rng.integers(1, 9, count)
    return [
        ((0, int(w)) if k % 2 else (int(n), 0)) if k % 9 == 5 else (int(n), int(w))
        for k, (n, w) in enumerate(zip(long, wide, strict=True))
    ]


def write_ragged(path, count, chunk, dtype, seed, behind=0, rows=0):
    """Write samples as flat, offsets and shapes; a run that was stopped left more behind them."""
    flat, offsets, shapes = packed(some_samples(ragged_shapes(count, seed), dtype, seed), 2)
    flat = np.concatenate([flat, np.full(behind, 7, dtype)])
    shapes = np.concatenate([shapes, np.full((rows, 2), (behind, 1))])
    with h5py.File(path, "w") as file:
        options = {"chunks": (chunk,), "compression": "gzip", "compression_opts": 1}
        row = file.create_dataset("flat", flat.shape, dtype, maxshape=(None,), **options)
        full = len(flat) // chunk * chunk
        for k in range(0, full, chunk):  # packed better than any library will when it writes again
            row.id.write_direct_chunk((k,), zlib.compress(flat[k : k + chunk].tobytes(), 9))
        row[full:] = flat[full:]
        file.create_dataset("offsets", data=offsets, chunks=(256,), maxshape=(None,))
        file.create_dataset("shapes", data=shapes, chunks=(256, 2), maxshape=(None, 2))


@task(
    criteria=READ,
    cases=[
        {
            "about": "a sample",
            "criterion": "one sample by its place",
            "key": 3,
        },
        {
            "about": "the last sample",
            "criterion": "one sample by its place",
            "key": -1,
        },
        {
            "about": "a slice",
            "criterion": "slices as a list has them",
            "key": slice(10, 20),
        },
        {
            "about": "a slice with a step",
            "criterion": "slices as a list has them",
            "key": slice(4, 60, 25),
        },
        {
            "about": "the last few",
            "criterion": "slices as a list has them",
            "key": slice(-4, None),
        },
        {
            "about": "backwards",
            "criterion": "slices as a list has them",
            "key": slice(12, 3, -2),
        },
        {
            "about": "all of them, backwards",
            "criterion": "slices as a list has them",
            "key": slice(None, None, -1),
        },
        {
            "about": "the last two, before values and shapes that no sample owns",
            "criterion": "slices as a list has them",
            "key": slice(-2, None),
            "behind": 90,
            "rows": 2,
        },
        {
            "about": "a slice that holds nothing",
            "criterion": "slices as a list has them",
            "key": slice(9, 9),
        },
        {
            "about": "no rows",
            "criterion": "samples without values",
            "key": 5,
        },
        {
            "about": "no columns",
            "criterion": "samples without values",
            "key": slice(14, 15),
        },
    ],
)
def read_samples(
    student,
    expect,
    *,
    criterion,
    key,
    count=70,
    chunk=1024,
    dtype="float32",
    seed=2,
    behind=0,
    rows=0,
):
    """Check the samples against a list of arrays, and the chunks that were read for them."""
    made = (count, chunk, dtype, seed, behind, rows)
    path = student.input_file(("ragged", *made), lambda path: write_ragged(path, *made))
    shapes = ragged_shapes(count, seed)
    samples = some_samples(shapes, dtype, seed)
    run = call(student, "read_samples", Source(path), key)
    shown = f"[{key}]" if isinstance(key, int) else f"[{_slice_text(key)}]"
    problem = _differs(run.value, samples[key], shown)
    if not expect(criterion, not problem, problem or f"{shown} is right"):
        return
    ends = np.cumsum([0] + [sample.size for sample in samples])
    chosen = range(count)[key]
    chosen = [chosen] if isinstance(chosen, int) else chosen
    needed = {
        (c,)
        for i in chosen
        if ends[i] < ends[i + 1]
        for c in range(ends[i] // chunk, (ends[i + 1] - 1) // chunk + 1)
    }
    stored = {e.index: e.nbytes for e in hdf5.chunk_map(path, "flat").extents}
    cost, limit = run.cost(path, "flat"), sum(stored[c] for c in needed)
    words = f"{cost.data_bytes:,} packed bytes of flat in {len(cost.chunks)} chunks were read"
    words = f"{shown}: {words}; {limit:,} in {len(needed)} hold the samples, each fetched once"
    if set(cost.chunks) == needed and cost.data_bytes > limit:
        words += ". The chunk cache belongs to the open data set and goes when that is opened anew"
    expect("only the chunks it needs", cost.data_bytes <= limit, words)


def _slice_text(key):
    parts = [key.start, key.stop] + [key.step] * (key.step is not None)
    return ":".join("" if part is None else str(part) for part in parts)


def _differs(got, whole, shown):
    """Return in words how a value differs from a sample or a list of samples; "" if it does not."""
    if isinstance(whole, list):
        if not isinstance(got, list):
            return f"{shown} returned {type(got).__name__}; a slice gives a list of arrays"
        if len(got) != len(whole):
            return f"{shown} returned {len(got)} samples; a list gives {len(whole)}"
        pairs = enumerate(zip(got, whole, strict=True))
        found = (_differs(a, b, f"{shown}, sample {i}") for i, (a, b) in pairs)
        return next((words for words in found if words), "")
    if not isinstance(got, np.ndarray):
        return f"{shown} returned {type(got).__name__}; expected an array"
    if got.shape != whole.shape:
        return f"{shown} has the shape {got.shape}; the sample's is {whole.shape}"
    if got.dtype != whole.dtype:
        return f"{shown} has the dtype {got.dtype}; the file's is {whole.dtype}"
    wrong = int(np.count_nonzero(got != whole))
    return f"{wrong:,} of {whole.size:,} values of {shown} differ" if wrong else ""


# ---------------------------------------------------------------- append


@task(
    criteria=APPEND,
    cases=[
        {
            "about": "a few samples",
            "criterion": "old and new samples",
            "new": [(3, 2), (40, 5)],
        },
        {
            "about": "many samples",
            "criterion": "old and new samples",
            "new": [(n % 50 + 1, n % 7 + 1) for n in range(90)],
            "turned": "yes",
        },
        {
            "about": "values and shapes that no sample owns",
            "criterion": "after a run that was stopped",
            "new": [(6, 4), (2, 2)],
            "behind": 1_733,
            "rows": 1,
        },
        {
            "about": "nothing to append",
            "criterion": "nothing to append, or nothing in it",
            "new": [],
        },
        {
            "about": "nothing to append after a run that was stopped",
            "criterion": "nothing to append, or nothing in it",
            "new": [],
            "behind": 1_733,
            "rows": 1,
        },
        {
            "about": "samples without values",
            "criterion": "nothing to append, or nothing in it",
            "new": [(0, 4), (3, 0)],
        },
    ],
)
def append_samples(
    student,
    expect,
    *,
    criterion,
    new,
    behind=0,
    rows=0,
    turned="no",
    count=60,
    chunk=1024,
    dtype="float32",
    seed=3,
):
    """Check what the file holds afterwards, and that full chunks were left alone."""
    made = (count, chunk, dtype, seed, behind, rows)
    before = student.input_file(("ragged", *made), lambda path: write_ragged(path, *made))
    old = some_samples(ragged_shapes(count, seed), dtype, seed)
    fresh = some_samples([tuple(shape) for shape in new], dtype, seed + 500)
    if turned == "yes":
        fresh = [np.asfortranarray(sample) for sample in fresh]
    after = call(student, "append_samples", Scratch(before), fresh).files[before]
    if after is None:
        raise AnswerFailed("there is no file at `path` any more")
    whole = dict(zip(("flat", "offsets", "shapes"), packed(old + fresh, 2), strict=True))
    with opened(after) as file:
        problems = [_wrong_dataset(file, name, array) for name, array in whole.items()]
        problems[0] = problems[0] and problems[0] + _left_behind(file["flat"], whole["flat"])
        problems += [] if any(problems) else [_cannot_grow(file[name]) for name in whole]
        problems += [] if any(problems) else [_made_anew(file[name]) for name in list(whole)[1:]]
        problem = next(filter(None, problems), "")
        same_layout = not problems[0] and file["flat"].chunks == (chunk,)
    expect(criterion, not problem, problem or f"{len(old) + len(fresh)} samples")
    if problems[0]:
        return  # another row has other chunks
    if not same_layout:
        words = "flat has other chunks than before: the row was made anew"
        expect("stored chunks stay as they are", False, words)
        return
    full = sum(sample.size for sample in old) // chunk
    moved = _moved_chunks(before, after, full)
    words = f"{moved} of the {full} full chunks of flat were written again, or lie elsewhere now"
    expect("stored chunks stay as they are", not moved, words)


def _cannot_grow(dataset):
    """Return in words that the first axis of a data set is at its end, or an empty string."""
    words = f"{dataset.name[1:]} could grow and cannot any more: its maxshape is {dataset.maxshape}"
    return "" if dataset.maxshape[0] is None else words


def _left_behind(flat, whole):
    """Return in words how many values no sample owns, or an empty string."""
    more = getattr(flat, "size", 0) - whole.size
    words = f"; {more:,} values belong to no sample: the last offset says where flat ends"
    return words if more > 0 and flat.ndim == 1 else ""


def _made_anew(dataset):
    """Return in words that a small data set is another one than before, or an empty string."""
    before = (256, 2)[: dataset.ndim]
    words = f"{dataset.name[1:]} was made anew: its chunks were {before}, they are {dataset.chunks}"
    return "" if dataset.chunks == before else words


def _moved_chunks(before, after, full):
    """Return how many of the first `full` chunks of flat lie elsewhere or hold other bytes."""
    was = {e.index[0]: e for e in hdf5.chunk_map(before, "flat").extents}
    now = {e.index[0]: e for e in hdf5.chunk_map(after, "flat").extents}
    old, new = before.read_bytes(), after.read_bytes()
    return sum(
        k not in now
        or now[k].offset != was[k].offset
        or new[now[k].offset :][: now[k].nbytes] != old[was[k].offset :][: was[k].nbytes]
        for k in range(full)
    )


# ---------------------------------------------------------------- unpad


def padded_rows(count, longest, dtype, seed, mean):
    """Return the lengths of rows, and the padded rows; a padded place holds 0, as a value may."""
    rng = np.random.default_rng(seed)
    lengths = np.minimum(rng.exponential(longest * mean, count).astype("int64"), longest)
    lengths[count // 3], lengths[[count // 2, -1]] = longest, 0
    ramp = ((np.arange(longest) * 7 + seed) // 16 % 97).astype(dtype)
    rows = np.zeros((count, longest), dtype)
    for k, n in enumerate(lengths):
        rows[k, :n] = ramp[:n] + np.dtype(dtype).type(k % 11)
    return lengths, rows


def write_padded(path, *made):
    """Write the padded rows and their lengths."""
    lengths, rows = padded_rows(*made)
    with h5py.File(path, "w") as file:
        file["padded"], file["lengths"] = rows, lengths.astype("int32")


def write_empty(path):
    """Write an HDF5 file without members."""
    h5py.File(path, "w").close()


@task(
    criteria=UNPAD,
    cases=[
        {
            "about": "a few hundred rows",
            "count": 301,
            "longest": 500,
        },
        {
            "about": "another dtype",
            "count": 120,
            "longest": 900,
            "dtype": "float64",
        },
        {
            "about": "a file larger than the limit",
            "criterion": "little is held",
            "count": 3_203,
            "longest": 5_000,
        },
    ],
)
def unpad(student, expect, *, count, longest, dtype="int16", seed=4, mean=1 / 12, criterion=None):
    """Check the row, the offsets, the length of the file, and what was held."""
    made = (count, longest, dtype, seed, mean)
    source = student.input_file(("padded", *made), lambda path: write_padded(path, *made))
    target = student.input_file("empty", write_empty)
    run = call(student, "unpad", Source(source), Scratch(target))
    after = run.files[target]
    if after is None:
        raise AnswerFailed("there is no file at `path` any more")
    lengths, rows = padded_rows(*made)
    flat = rows[np.arange(longest) < lengths[:, None]]
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    right = "little is held" if criterion else "the values in a row"
    with opened(after) as file:
        problem = _wrong_dataset(file, "flat", flat)
        expect(right, not problem, problem or f"{flat.size:,} values")
        wrong = _wrong_dataset(file, "offsets", offsets)
        expect("where each sample begins", not wrong, wrong or f"{count + 1} offsets")
    if problem:
        return
    nbytes, limit = after.stat().st_size, flat.nbytes // 2 + 16 * count + 16 * KIB
    words = f"{nbytes:,} bytes of file for {count:,} samples, {nbytes / count:,.0f} a sample"
    words += f"; the limit is {limit:,}, the values alone have {flat.nbytes:,}"
    expect("bytes per sample", nbytes <= limit, words)
    if not criterion:
        return
    if run.peak_bytes is None:
        expect(criterion, True, "not measured: this system does not tell peak memory")
    else:
        held = f"{format_bytes(run.peak_bytes)} held; the limit is 20 MiB"
        expect(criterion, run.peak_bytes <= 20 * MIB, f"{held}, padded has {rows.nbytes:,} bytes")


# ---------------------------------------------------------------- read ahead


def write_row(path, count, dtype, seed):
    """Write one long row, not in chunks."""
    with h5py.File(path, "w") as file:
        file["flat"] = distinct(count, dtype, seed)


def served(ranges, count, room):
    """Return which ranges miss a window of `room` elements, the hits, and the elements fetched."""
    first = last = hits = fetched = 0
    missed = []
    for number, (start, stop) in enumerate(ranges):
        if start == stop:
            continue
        if first <= start and stop <= last:
            hits += 1
        else:
            missed.append(number)
            if stop - start <= room:
                first, last = start, min(start + room, count)
                fetched += last - first
            else:
                fetched += stop - start
    return missed, hits, fetched


@task(
    criteria=AHEAD,
    cases=[
        {
            "about": "one after the other",
            "ranges": [(k * 10, k * 10 + 10) for k in range(30)],
            "max_bytes": 200,
        },
        {
            "about": "back and forth, and nothing asked for",
            "ranges": [(50, 60), (55, 55), (60, 90), (40, 52), (89, 90), (50, 100), (101, 130)],
            "max_bytes": 100,
        },
        {
            "about": "the end of the row",
            "ranges": [(970, 980), (990, 1000), (999, 1000), (960, 1000)],
            "max_bytes": 160,
        },
        {
            "about": "longer than the window, and another dtype",
            "ranges": [(0, 10), (100, 400), (5, 25), (25, 31), (200, 260), (31, 32)],
            "max_bytes": 241,
            "dtype": "int64",
        },
        {
            "about": "a row larger than the limit",
            "criterion": "within the limit",
            "count": 12_000_000,
            "ranges": [(k * 90_000, k * 90_000 + 60_000) for k in range(133)],
            "max_bytes": 8 * MIB,
        },
    ],
)
def read_ahead(
    student, expect, *, ranges, max_bytes, count=1_000, dtype="uint16", seed=5, criterion=None
):
    """Check the sums, the hits and misses, the requests that the file saw, and what was held."""
    made = (count, dtype, seed)
    path = student.input_file(("row", *made), lambda path: write_row(path, *made))
    run = call(student, "read_ahead", Source(path), ranges, max_bytes)
    got, itemsize = run.value, np.dtype(dtype).itemsize
    if not isinstance(got, tuple | list) or len(got) != 3:
        for name in [criterion] if criterion else AHEAD:
            expect(name, False, f"returned {_kind(got)}; expected (sums, hits, misses)")
        return
    row = distinct(*made)
    sums = np.array([row[a:b].sum() for a, b in ranges])
    if not expect.array(criterion or "the right sums", got[0], sums, about="sums"):
        return
    missed, hits, fetched = served(ranges, count, max_bytes // itemsize)
    misses, cost = len(missed), run.cost(path, "flat")
    judge, where = expect.whole_number, ", ".join(str(ranges[k]) for k in missed[:4])
    where = f"the misses are {where}" + (" and so on" if misses > 4 else "")
    nothing = [str(pair) for pair in ranges if pair[0] == pair[1]]
    where += f"; {nothing[0]} asks for nothing and is neither" if nothing else ""
    if judge("hits and misses", got[1], hits, about=f"hits; {where}"):
        judge("hits and misses", got[2], misses, about=f"misses beside {hits} hits; {where}")
    words = (
        f"flat was read in {cost.requests} requests, {cost.data_bytes:,} bytes; "
        f"the rules make {misses} misses and {fetched * itemsize:,} bytes"
    )
    good = (cost.requests, cost.data_bytes) == (misses, fetched * itemsize)
    expect("one request for a miss", good, words)
    first, last = min(e.offset for e in hdf5.chunk_map(path, "flat").extents), path.stat().st_size
    sizes = [n for offset, n in run.requests[path] if first <= offset < last]
    allowed = max([max_bytes // itemsize * itemsize] + [(b - a) * itemsize for a, b in ranges])
    largest = max(sizes, default=0)
    words = f"one read brought {largest:,} bytes; the window holds at most {max_bytes:,}"
    expect("within the limit", largest <= allowed, words)
    if criterion and run.peak_bytes is not None:
        words = "with one window of 8 MiB at a time 12 MiB are enough"
        held = f"{format_bytes(run.peak_bytes)} held; {words}"
        expect(criterion, run.peak_bytes <= 12 * MIB, held)


# ---------------------------------------------------------------- files that an answer made


def _wrong_dataset(file, name, whole):
    """Return in words how a data set differs from an array, or an empty string."""
    item = file.get(name)
    if not isinstance(item, h5py.Dataset):
        there = ", ".join(sorted(file)) or "nothing at all"
        return f"there is no data set {name}; the file holds {there}"
    if item.shape != whole.shape:
        return f"{name} has the shape {item.shape}, expected {whole.shape}"
    if item.dtype != whole.dtype:
        return f"{name} has the dtype {item.dtype}, expected {whole.dtype}"
    if item.is_virtual or item.external:
        return f"{name} keeps its values in other files"
    wrong = np.flatnonzero(item[()].ravel() != whole.ravel())
    if not len(wrong):
        return ""
    return f"{len(wrong):,} of {whole.size:,} values of {name} differ; the first is at {wrong[0]:,}"
