"""The open checks of 05_pytables. Students may read them: they say what is asked, not how."""

import functools
import math

import h5py
import hdf5plugin  # noqa: F401 - so that h5py reads what PyTables packed
import numpy as np
import tables

from outofcore.checking import Scratch, task
from outofcore.checking.made import opened
from outofcore.formats import hdf5
from outofcore.units import MIB, format_bytes

APPEND = {
    "old and new rows in order": 1.5,
    "the kinds keep step": 1,
    "the count after each block": 0.5,
    "stored chunks stay as they are": 1,
}
CREATE = {
    "an array that grows": 1,
    "the longest chunk that fits": 1.5,
    "type and filter": 1,
    "the rest of the file stays": 0.5,
}
MEANS = {"the right means": 1.5, "a population that comes late": 1, "little is held": 1.5}
GATE = {
    "the right cells": 1.5,
    "the edge of the gate": 1,
    "a gate without cells": 0.5,
    "little is held": 1,
}
DISTANCE = {
    "the right distances": 1.5,
    "float32, as long as the columns": 0.5,
    "the columns stay": 0.5,
    "little is held": 1.5,
}
MEANS_LIMIT, GATE_LIMIT, DISTANCE_LIMIT = 12 * MIB, 16 * MIB, 32 * MIB
PACKED = tables.Filters(complevel=4, complib="zlib", shuffle=True)
THUMB = (16, 16)
CELL = np.dtype([("cell", "i8"), ("well", "u2"), ("area", "f4"), ("thumb", "u2", THUMB)])
WELLS = 384
PERIOD = 65521


def distinct(shape, dtype="float64", salt=0):
    """Return an array whose neighbours all differ; floats have fractions."""
    period = (np.arange(PERIOD) + salt % PERIOD) * 40503 % PERIOD
    numbers = np.resize(period, shape)
    return numbers / 7 - 4000 if np.dtype(dtype).kind == "f" else numbers.astype(dtype)


def find(file, name):
    """Return the data set `name` and "", or None and words for what stands there instead."""
    there = ", ".join(sorted(file)) or "nothing at all"
    if name not in file:
        return None, f"there is no {name} in the file; the root group holds {there}"
    if not isinstance(file[name], h5py.Dataset):
        return None, f"{name} is no array"
    return file[name], ""


def difference(got, expected, what):
    """Return in words how an array in the file differs from `expected`, or an empty string."""
    if got.shape != expected.shape:
        return f"{what} has the shape {got.shape}, expected {expected.shape}"
    wrong = got[()] != expected
    if not wrong.any():
        return ""
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    count = f"{int(wrong.sum()):,} of {expected.size:,}"
    return f"{count} values of {what} differ; the first is at {list(first)}"


def changes(old, new, *, grown=(), added=()):
    """Return in words what else became of a file than was asked for, or an empty string.

    Arrays in `grown` may hold other values; names in `added` may be there as well.
    """
    names = [[], []]
    for file, found in zip((old, new), names, strict=True):
        file.visit(found.append)
    for name in ["/", *names[0]]:
        if name not in new:
            return f"/{name} is gone"
        was, now, path = old[name], new[name], f"/{name.strip('/')}"
        if type(now) is not type(was):
            return f"{path} is something else now"
        told = [{key: repr(value) for key, value in x.attrs.items()} for x in (was, now)]
        for key in sorted(set(told[0]) | set(told[1])):
            if told[0].get(key) != told[1].get(key):
                said = "is gone" if key not in told[1] else f"is {told[1][key]:.40} now"
                return f"{path} is not as it was: its attribute {key} {said}"
        if isinstance(was, h5py.Dataset):
            layout = [(x.dtype, x.chunks, x.compression, x.compression_opts) for x in (was, now)]
            if layout[0] != layout[1]:
                return f"{path} is another array now: its type, chunks or filter changed"
            problem = "" if name in grown else difference(now, was[()], path)
            if problem:
                return problem
    more = sorted(set(names[1]) - set(names[0]) - set(added))
    return f"the file holds /{more[0]} as well; that was not asked for" if more else ""


def judge_memory(expect, run, limit, size, advice):
    """Judge what a call held at the worst moment."""
    if run.peak_bytes is None:
        expect("little is held", True, "not measured: this system does not tell peak memory")
        return
    words = f"{format_bytes(run.peak_bytes)} held, of a file of {format_bytes(size)}"
    little = run.peak_bytes <= limit
    words += f"; the limit is {format_bytes(limit)}"
    expect("little is held", little, words if little else f"{words}. {advice}")


# ------------------------------------------------------------------------------------------ tasks


def make_growing(path, *, rows, chunk):
    """Write the two arrays of task 1, as they were left yesterday.

    An array that was removed leaves a gap in front of them, so a file made anew has other places.
    """
    with tables.open_file(str(path), "w", title="donor 17") as file:
        file.create_array("/", "trial", obj=distinct(500))
        file.create_array("/", "flow", obj=distinct(20))
        file.root._v_attrs.study = "B cells"
        for name, atom, data in (
            ("markers", tables.Float64Atom(), distinct((rows, 2))),
            ("kinds", tables.UInt8Atom(), distinct(rows, "i8", 9).astype("u1")),
        ):
            node = file.create_earray(
                "/",
                name,
                atom,
                (0, *data.shape[1:]),
                filters=PACKED,
                chunkshape=(chunk, *data.shape[1:]),
            )
            node.append(data)
            node.attrs.instrument = "cytometer 2"
    with tables.open_file(str(path), "a") as file:
        file.remove_node("/trial")


@task(
    criteria=APPEND,
    cases=[
        {"about": "a single cell, and a block of none", "rows": 130, "chunk": 64, "blocks": (1, 0)},
        {"about": "a day without blocks", "rows": 70, "chunk": 32, "blocks": ()},
        {"about": "three blocks", "rows": 1000, "chunk": 64, "blocks": (300, 77, 5)},
    ],
)
def append_cells(student, expect, *, rows, chunk, blocks, salt=500):
    """Check both arrays, the counts, and that no full chunk moved."""
    key = ("growing", rows, chunk)
    before = student.input_file(key, lambda path: make_growing(path, rows=rows, chunk=chunk))
    given = [
        (distinct((n, 2), salt=salt + 1000 * k), distinct(n, "i8", salt + k).astype("u1"))
        for k, n in enumerate(blocks)
    ]
    run = student.call("append_cells", Scratch(before), given)
    counts = [rows + sum(blocks[: k + 1]) for k in range(len(blocks))]
    got, said = run.value, f"{rows:,} rows and blocks of {list(blocks)}"
    plain = isinstance(got, list) and all(type(n) is int or isinstance(n, np.integer) for n in got)
    expect(
        "the count after each block",
        plain and got == counts,
        f"returned {got!r:.60}, expected {counts} for {said}"
        if plain or not isinstance(got, np.ndarray | list | tuple)
        else f"returned {got!r:.60}, of the type {type(got).__name__}; expected a list of `int`",
    )
    expected = {
        "markers": np.concatenate([distinct((rows, 2)), *(m for m, _ in given)]),
        "kinds": np.concatenate([distinct(rows, "i8", 9).astype("u1"), *(k for _, k in given)]),
    }
    criteria = {"markers": "old and new rows in order", "kinds": "the kinds keep step"}
    with h5py.File(before, "r") as old, opened(run.files[before]) as new:
        moved = ""
        for name, criterion in criteria.items():
            node, problem = find(new, name)
            problem = problem or difference(node, expected[name], f"/{name}")
            expect(criterion, not problem, problem or f"/{name} holds {len(node):,} rows")
            moved = moved or _moved(old, new, name, chunk)
        moved = moved or changes(old, new, grown=("markers", "kinds"))
    expect(
        "stored chunks stay as they are",
        not moved,
        moved or "all full chunks lie where they lay, and the rest of the file is as it was",
    )


def _moved(old, new, name, chunk):
    """Return in words whether full chunks of an array were written anew, or an empty string."""
    node, problem = find(new, name)
    if problem:
        return problem
    was = old[name]
    if node.chunks != was.chunks or node.compression != was.compression:
        return f"/{name} is another array now: its chunks or its filter are not those it had"
    if node.maxshape[0] is not None or "instrument" not in node.attrs:
        return f"/{name} is another array now: it was made anew, and lost what it carried"
    full = len(was) // chunk
    places = [{e.index: e.offset for e in hdf5.map_dataset(d).extents} for d in (was, node)]
    if any(places[1].get(i) != at for i, at in places[0].items() if i[0] < full):
        return f"chunks of /{name} that were full were written again; an append leaves them alone"
    return ""


def make_notes(path):
    """Write a small file with something in it that has to stay."""
    with tables.open_file(str(path), "w") as file:
        notes = file.create_array("/", "notes", obj=distinct(50))
        notes.attrs.author = "Nadia"
        file.create_group("/", "day1")
        file.create_array("/day1", "dark", obj=distinct((7, 9), "u2"))


@task(
    criteria=CREATE,
    cases=[
        {"about": "two markers", "dtype": "float64", "row": (2,), "most": 100_000},
        {
            "about": "an image larger than the limit",
            "dtype": "uint16",
            "row": (300, 200),
            "most": 64 * 1024,
        },
        {"about": "images of 40 x 30", "dtype": "uint16", "row": (40, 30), "most": 9_400},
    ],
)
def create_growing(student, expect, *, dtype, row, most, where="/day2", name="cells"):
    """Check the new, empty array and that the old ones are still there."""
    before = student.input_file("notes", make_notes)
    run = student.call("create_growing", Scratch(before), where, name, dtype, row, most)
    path = f"{where.rstrip('/')}/{name}"
    row_bytes = math.prod(row) * np.dtype(dtype).itemsize
    length = max(1, most // row_bytes)
    with opened(run.files[before]) as file:
        node, problem = find(file, path)
        if node is None:
            for criterion in list(CREATE)[:3]:
                expect(criterion, False, problem)
        else:
            kind = node.attrs.get("CLASS", b"")
            kind = kind.decode() if isinstance(kind, bytes) else str(kind)
            grows = node.shape == (0, *row) and node.maxshape == (None, *row) and kind == "EARRAY"
            expect(
                "an array that grows",
                grows,
                f"{path} is of the class {kind or 'unknown'}, shape {node.shape}"
                + ("" if grows else f"; expected an EArray without rows, each of shape {row}"),
            )
            _judge_chunks(expect, node, path, row, row_bytes, length, most)
            told = (str(node.dtype), node.compression, node.compression_opts, bool(node.shuffle))
            told += (bool(node.fletcher32),)
            wanted = (dtype, "gzip", 4, True, False)
            expect(
                "type and filter",
                told == wanted,
                f"{path}: dtype {told[0]}, filter {told[1]}, level {told[2]}, shuffle {told[3]}"
                + (", and a checksum (fletcher32)" if told[4] else "")
                + ("" if told == wanted else f"; expected {dtype}, zlib, level 4, with shuffle"),
            )
        made = [part.strip("/") for part in (where, path) if part.strip("/")]
        made += [where.strip("/").rpartition("/")[0]]
        with h5py.File(before, "r") as old:
            changed = changes(old, file, added=made)
        expect(
            "the rest of the file stays",
            not changed,
            f"{changed}; in which mode was it opened?"
            if "is gone" in changed
            else changed or "all is there that was there, and nothing else",
        )


def _judge_chunks(expect, node, path, row, row_bytes, length, most):
    """Judge the shape of a chunk."""
    criterion = "the longest chunk that fits"
    if node.chunks is None:
        expect(criterion, False, f"{path} has no chunks")
        return
    nbytes = math.prod(node.chunks) * node.dtype.itemsize
    right = tuple(node.chunks) == (length, *row)
    words = (
        f"chunks of {tuple(node.chunks)}, {format_bytes(nbytes)}; the limit is {format_bytes(most)}"
    )
    if not right and tuple(node.chunks[1:]) != tuple(row):
        words += "; a chunk holds whole rows"
    elif not right and node.chunks[0] > length:
        words += f", and one row has {row_bytes:,} bytes"
    elif not right:
        words += ", and more whole rows would fit"
    expect(criterion, right, words)


@functools.lru_cache(maxsize=4)
def populations(rows, k, rare, salt):
    """Return markers and kinds; the last kind occurs only at `rare`, counted from the end."""
    markers = distinct((rows, 2), salt=salt)
    kinds = (np.arange(rows) * 7 + salt) % (k - 1)
    kinds[list(rare)] = k - 1
    return markers, kinds.astype("u1")


@functools.lru_cache(maxsize=4)
def expected_means(rows, k, rare, salt):
    """Return the mean of each marker of each population, shape (k, 2)."""
    markers, kinds = populations(rows, k, rare, salt)
    counts = np.bincount(kinds, minlength=k)
    sums = [np.bincount(kinds, weights=column, minlength=k) for column in markers.T]
    return np.stack(sums, axis=1) / counts[:, None]


@task(
    criteria=MEANS,
    cases=[{"about": "1,610,003 cells", "rows": 1_610_003, "k": 4}],
)
def population_means(student, expect, *, rows, k, rare=(-3, -2, -1), salt=0):
    """Check the means, those of the rarest population by themselves, and the memory."""

    def write(path):
        markers, kinds = populations(rows, k, rare, salt)
        with tables.open_file(str(path), "w") as file:
            file.create_array("/", "markers", obj=markers)
            file.create_array("/", "kinds", obj=kinds)

    path = student.input_file(("means", rows, k, rare, salt), write)
    run = student.call("population_means", Scratch(path), k)
    means = expected_means(rows, k, rare, salt)
    got = run.value
    shape = np.shape(got) if isinstance(got, np.ndarray | list | tuple) else None
    if shape != (k, 2):
        for criterion in ("the right means", "a population that comes late"):
            told = type(got).__name__ if shape is None else f"an array of shape {shape}"
            expect(criterion, False, f"returned {told}; expected shape {(k, 2)}")
    else:
        got = np.asarray(got, dtype=float)
        for criterion, part, about in (
            ("the right means", slice(0, k - 1), "means of the common populations"),
            ("a population that comes late", slice(k - 1, k), "means of the last population"),
        ):
            expect.array(criterion, got[part], means[part], about=about, rtol=1e-9)
    advice = (
        "An Array has no chunks; how many rows do you read at a time, and what is made of them?"
    )
    judge_memory(expect, run, MEANS_LIMIT, path.stat().st_size, advice)


@functools.lru_cache(maxsize=4)
def screen(rows, runs, salt, empty):
    """Return the rows of a table, each well in `runs` runs of rows, each cell with its picture."""
    table = np.zeros(rows, CELL)
    table["cell"] = 10**10 - np.arange(rows)
    table["well"] = np.arange(rows) * WELLS * runs // rows * (4 * runs - 3) % WELLS
    table["well"][table["well"] == empty] = empty + 1
    pairs = (np.arange(rows) // 2 * 40503 + salt) % 997 / 4
    table["area"] = pairs + np.arange(rows) % 2 / 4096  # two cells each of nearly the same area
    table["thumb"] = distinct((rows, *THUMB), "u2", salt)
    return table


def write_screen(path, *what):
    """Write the table with an index on its wells."""
    with tables.open_file(str(path), "w") as file:
        node = file.create_table("/", "cells", screen(*what))
        node.cols.well.create_csindex()


@task(
    criteria=GATE,
    cases=[
        {
            "about": "a well without cells",
            "criterion": "a gate without cells",
            "well": 200,
            "smallest": 0,
        },
        {
            "about": "cells, and none as large",
            "criterion": "a gate without cells",
            "well": 7,
            "smallest": 1000,
        },
        {
            "about": "a well with many cells",
            "criterion": "the right cells",
            "well": 7,
            "smallest": 100,
        },
        {
            "about": "an area that occurs",
            "criterion": "the edge of the gate",
            "well": 300,
            "place": 20,
        },
        {"about": "all cells of a well", "criterion": "the right cells", "well": 7, "smallest": 0},
    ],
)
def thumbnails(
    student, expect, *, criterion, well, smallest=None, place=None, runs=1, salt=0, empty=200
):
    """Check the pictures, their order, and that the table was not read into memory.

    `smallest` is a number that float32 holds exactly: the comparison is the same in either type.
    """
    rows = 50_003
    what = (rows, runs, salt, empty)
    path = student.input_file(("screen", *what), lambda path: write_screen(path, *what))
    table = screen(*what)
    mine = table[table["well"] == well]
    if smallest is None:
        smallest = float(np.sort(mine["area"])[place])
    assert np.float32(smallest) == smallest
    expected = mine["thumb"][mine["area"].astype("f8") >= smallest]
    run = student.call("thumbnails", Scratch(path), well, smallest)
    if isinstance(run.value, np.ndarray | list) and np.shape(run.value)[:1] != expected.shape[:1]:
        expect(
            criterion,
            False,
            f"{len(run.value):,} pictures of well {well} with area >= {smallest:g}; there are "
            f"{len(expected):,}",
        )
    elif isinstance(run.value, np.ndarray) and run.value.dtype != expected.dtype:
        expect(criterion, False, f"pictures of {run.value.dtype}; they are stored as uint16")
    else:
        expect.array(criterion, run.value, expected, about=f"pixels of {len(expected):,} pictures")
    advice = (
        "The column `well` has an index: does your condition use it? "
        "`table.will_query_use_indexing(condition)` tells. If it does: `field=` and `.cols` read "
        "rows that lie together through a buffer of 16 MiB"
    )
    judge_memory(expect, run, GATE_LIMIT, path.stat().st_size, advice)


@functools.lru_cache(maxsize=4)
def coordinates(rows, origin, salt):
    """Return the columns x and y, around `origin`."""
    both = distinct(2 * rows, salt=salt) / 512 + origin
    return both[:rows], both[rows:]


@task(
    criteria=DISTANCE,
    cases=[{"about": "2,100,003 cells", "rows": 2_100_003, "cx": 1.25, "cy": -0.5}],
)
def add_distance(student, expect, *, rows, cx, cy, origin=0, salt=0):
    """Check the new column, the old ones, and the memory."""

    def write(path):
        with tables.open_file(str(path), "w") as file:
            for name, column in zip("xy", coordinates(rows, origin, salt), strict=True):
                file.create_array("/", name, obj=column)

    before = student.input_file(("columns", rows, origin, salt), write)
    run = student.call("add_distance", Scratch(before), cx, cy)
    x, y = coordinates(rows, origin, salt)
    with opened(run.files[before]) as file:
        node, problem = find(file, "distance")
        kind = "float32, as long as the columns"
        if problem:
            expect("the right distances", False, problem)
            expect(kind, False, problem)
        else:
            fits = node.shape == (rows,) and node.dtype == np.float32
            expect(
                kind,
                fits,
                f"/distance: {node.dtype}, shape {node.shape}"
                + ("" if fits else f"; expected float32, shape {(rows,)}"),
            )
            if node.shape == (rows,):
                right = np.hypot(x - cx, y - cy)
                expect.array("the right distances", node[()], right, about="distances", rtol=1e-6)
            else:
                expect("the right distances", False, f"expected {rows:,} of them")
        with h5py.File(before, "r") as old:
            added = ["distance"] if "distance" in file else list(file)
            problem = changes(old, file, added=added)
        expect(
            "the columns stay",
            not problem,
            problem or "x and y are as they were, and nothing else is there",
        )
    advice = (
        "A slice is a copy, each intermediate result another, and Expr takes up to 64 MiB of every "
        "array at a time"
    )
    judge_memory(expect, run, DISTANCE_LIMIT, before.stat().st_size, advice)
