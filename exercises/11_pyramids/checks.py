"""The open checks of 11_pyramids. Students may read them: they say what is asked, not how."""

import itertools
import json
import math
from collections import Counter
from fractions import Fraction

import numpy as np

from outofcore import grid
from outofcore.checking import Store, show_call, task
from outofcore.formats import zarr as on_disk
from outofcore.pyramid.plan import halve
from outofcore.units import MIB, format_bytes

PLAN = {"the shapes": 1, "the factors": 1, "the scales": 1, "the translations": 1}
SHRINK = {
    "the right means": 1.5,
    "the ends of the axes": 1,
    "each chunk once": 0.75,
    "little is held": 0.75,
}
VOTE = {"majorities": 1, "ties": 1, "the ends of the axes": 1, "no number that was not there": 1}
SCREEN = {"the level": 1.5, "the voxels": 1, "the chunks": 0.75, "the bytes": 0.75}
DESCRIBE = {
    "a group that readers find": 1,
    "the axes": 1,
    "the scales": 1,
    "the translations": 1,
}
TYPES = {"t": "time", "c": "channel", "z": "space", "y": "space", "x": "space"}
SIZE = 2  # bytes per voxel on the screen


# ------------------------------------------------------------------------------- plan_levels


def levels_of(shape, axes, spacing, smallest):
    """Return the levels of a pyramid, as `plan_levels` shall."""
    known = {a: s for a, s in zip(axes, spacing, strict=True) if a in "zyx"}
    steps = halve(shape, axes=axes, spacing=known, smallest=smallest)
    factors, levels = (1,) * len(shape), []
    for step in [(1,) * len(shape), *steps]:
        factors = tuple(f * s for f, s in zip(factors, step, strict=True))
        levels.append(
            {
                "shape": grid.grid_shape(shape, factors),
                "factors": factors,
                "scale": tuple(s * f for s, f in zip(spacing, factors, strict=True)),
                "translation": tuple(
                    s * (f - 1) / 2 for s, f in zip(spacing, factors, strict=True)
                ),
            }
        )
    return levels


@task(
    criteria=PLAN,
    cases=[
        {
            "about": "the example",
            "shape": (24, 130, 65),
            "axes": "zyx",
            "spacing": (1.5, 0.5, 0.5),
            "smallest": 20,
        },
        {
            "about": "voxels that are cubes",
            "shape": (101, 257, 300),
            "axes": "zyx",
            "spacing": (0.25, 0.25, 0.25),
            "smallest": 64,
        },
        {
            "about": "a picture",
            "shape": (1025, 700),
            "axes": "yx",
            "spacing": (0.65, 0.65),
            "smallest": 256,
        },
        {
            "about": "time points and channels",
            "shape": (70, 3, 40, 300, 301),
            "axes": "tczyx",
            "spacing": (30.0, 1.0, 3.0, 0.4, 0.4),
            "smallest": 32,
        },
        {
            "about": "an image as small as that",
            "shape": (64, 64),
            "axes": "yx",
            "spacing": (0.5, 0.5),
            "smallest": 64,
        },
        {
            "about": "planes that lie closer than pixels",
            "shape": (400, 90, 120),
            "axes": "zyx",
            "spacing": (0.2, 0.5, 0.5),
            "smallest": 50,
        },
        {
            "about": "planes just twice as far apart as pixels",
            "shape": (61, 200, 215),
            "axes": "zyx",
            "spacing": (1.0, 0.5, 0.5),
            "smallest": 30,
        },
    ],
)
def plan_levels(student, expect, *, shape, axes, spacing, smallest):
    """Check every level of the plan."""
    student.refuse_names("plan_levels", "halve", "plan_pyramid")
    given = (shape, axes, spacing, smallest)
    value = student.call("plan_levels", *given).value
    expected, shown = levels_of(*given), show_call("plan_levels", *given)
    wrong = _not_levels(value, ("shape", "factors", "scale", "translation"))
    if not wrong and len(value) != len(expected):
        wrong = _wrong_number(value, expected, smallest)
    for criterion, key in zip(PLAN, ("shape", "factors", "scale", "translation"), strict=True):
        words = wrong or _first_wrong(value, expected, key)
        hint = "" if wrong or not words else _why(key, value, expected, spacing)
        expect(criterion, not words, f"{shown}: {words}{hint}" if words else "all levels are right")


def _not_levels(value, keys):
    """Return in words why a value is no list of levels, or ''."""
    if not isinstance(value, list | tuple) or not value:
        return f"returned {value!r:.60}; expected a list of levels"
    for number, level in enumerate(value):
        if not isinstance(level, dict) or set(level) != set(keys):
            return f"level {number} is {level!r:.80}; expected a dictionary with {', '.join(keys)}"
    return ""


def _wrong_number(value, expected, smallest):
    words = f"returned {len(value)} levels, there are {len(expected)}"
    for key in ("shape", "factors"):
        differs = _first_wrong(value, expected, key)
        if differs:
            return f"{words}; to begin with: {differs}"
    shape = _numbers(value[-1]["shape"])
    if shape is not None and len(value) < len(expected):
        return f"{words}; your last one is {shape}, and an axis of it is longer than {smallest}"
    return f"{words}; when no axis of space is longer than {smallest}, there is nothing to do"


def _numbers(values):
    """Return a tuple of numbers, or None where it is none."""
    try:
        found = tuple(values)
    except TypeError:
        return None
    good = all(
        isinstance(v, int | float | np.number) and not isinstance(v, bool | np.bool_) for v in found
    )
    return tuple(v.item() if isinstance(v, np.number) else v for v in found) if good else None


def _close(got, expected):
    if got is None or len(got) != len(expected):
        return False
    pairs = zip(got, expected, strict=True)
    return all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) for a, b in pairs)


def _first_wrong(value, expected, key):
    """Return in words the first level whose entry is wrong, or ''."""
    for number, (level, right) in enumerate(zip(value, expected, strict=False)):
        if not _close(_numbers(level[key]), right[key]):
            return f"{key} of level {number}: expected {right[key]}, you have {level[key]!r:.80}"
    return ""


def _why(key, value, expected, spacing):
    """Return a question that leads to what went wrong."""
    got = [_numbers(level[key]) or () for level in value]
    if key == "shape" and any(
        all(a in (b, b - 1) for a, b in zip(mine, right["shape"], strict=False))
        for mine, right in zip(got[1:2], expected[1:2], strict=True)
    ):
        return "; what became of the voxel that is left over when a length is odd?"
    if key == "translation":
        if not any(any(one) for one in got):
            return "; is the centre of the first voxel where it was, now that it is larger?"
        return "; half of what a voxel has grown by, in the unit of the spacing"
    if key == "factors":
        return "; which axes does each step halve, and are your factors counted from level 0?"
    return f"; the spacing of level 0 is {spacing}" if key == "scale" else ""


# ------------------------------------------------------------------------------------ shrink


def numbers(shape, dtype, salt=0):
    """Return an array of large values that differ, none of them 0, of both signs where it can."""
    info = np.iinfo(dtype)
    span = min(int(info.max) - int(info.min), 65_520)
    values = int(info.max) - np.random.default_rng(salt).permutation(65_520) % span
    if info.min < 0:
        values -= span // 2 + (int(info.max) - span // 2) * (salt % 2)
    values[values == 0] = 1
    return np.resize(values.astype(dtype), shape)


def means_of(array, factors):
    """Return the rounded means of the boxes of an array; what lies outside of it counts nothing."""
    padding = [(0, -n % f) for n, f in zip(array.shape, factors, strict=True)]
    there = [np.bincount(np.arange(n) // f) for n, f in zip(array.shape, factors, strict=True)]
    total = np.pad(array, padding).astype("i4" if array.itemsize < 4 else "i8")
    for axis, f in enumerate(factors):
        parts = [total[(slice(None),) * axis + (slice(k, None, f),)] for k in range(f)]
        total = sum(parts[1:], parts[0])
    count = math.prod(np.ix_(*there))
    return ((2 * total + count) // (2 * count)).astype(array.dtype)


@task(
    criteria=SHRINK,
    cases=[
        {
            "about": "halved along all axes",
            "shape": (37, 70, 91),
            "chunks": (8, 16, 32),
            "factors": (2, 2, 2),
        },
        {
            "about": "bright voxels of one byte, z kept",
            "shape": (9, 45, 63),
            "chunks": (4, 16, 16),
            "factors": (1, 2, 2),
            "dtype": "uint8",
        },
        {
            "about": "numbers below zero",
            "shape": (14, 33, 40),
            "chunks": (4, 16, 16),
            "factors": (2, 2, 1),
            "dtype": "int16",
        },
        {
            "about": "a third along z",
            "shape": (20, 31, 34),
            "chunks": (6, 12, 16),
            "factors": (3, 2, 2),
            "dtype": "uint32",
        },
        {
            "about": "a stack larger than what may be held",
            "shape": (64, 320, 329),
            "chunks": (16, 64, 64),
            "factors": (2, 2, 2),
            "max_bytes": 10 * MIB,
        },
    ],
)
def shrink(
    student,
    expect,
    *,
    shape,
    chunks,
    factors,
    dtype="uint16",
    name="cells",
    salt=0,
    max_bytes=None,
):
    """Check every mean, what was fetched and what was held."""
    student.refuse_names("shrink", "downsample", "run_pyramid", "plan_pyramid", "coarsen")
    path = student.input_file(
        ("zarr", shape, chunks, dtype, name, salt),
        lambda path: on_disk.write_array(path, {name: numbers(shape, dtype, salt)}, chunks=chunks),
    )
    run = student.call("shrink", Store(path), name, factors)
    right = means_of(numbers(shape, dtype, salt), factors)
    _judge_means(expect, run.value, right, shape, factors, dtype)
    cost = run.cost(path, name)
    most = max((times for _, times in cost.chunk_reads), default=0)
    expect(
        "each chunk once",
        most == 1 and len(cost.chunks) == cost.total_chunks,
        f"{cost.fetches:,} fetches of {cost.total_chunks} chunks"
        + (f", one of them {most} times; zarr keeps no chunk" if most > 1 else ""),
    )
    if max_bytes is not None and run.peak_bytes is not None:
        expect(
            "little is held",
            run.peak_bytes <= max_bytes,
            f"{format_bytes(run.peak_bytes)} held, {format_bytes(max_bytes)} may be; the array has "
            f"{format_bytes(math.prod(shape) * np.dtype(dtype).itemsize)}, a chunk "
            f"{format_bytes(math.prod(chunks) * np.dtype(dtype).itemsize)}",
        )
    elif max_bytes is not None:
        expect("little is held", True, "not measured on this system")


def _judge_means(expect, got, right, shape, factors, dtype):
    """Judge the voxels of whole boxes, and those at the ends, where a box sticks out."""
    if not isinstance(got, np.ndarray) or got.ndim != right.ndim:
        words = f"returned {type(got).__name__}; expected a NumPy array of {right.ndim} axes"
        expect("the right means", False, words)
        expect("the ends of the axes", False, words)
        return
    whole = tuple(slice(n // f) for n, f in zip(shape, factors, strict=True))
    inner = right[whole]
    wrong = _difference(got[whole], inner, about="means of whole boxes")
    if not wrong and got.dtype != np.dtype(dtype):
        wrong = f"the dtype is {got.dtype}; that of the array is {dtype}"
    expect("the right means", not wrong, wrong or f"all {inner.size:,} whole boxes are right")
    if got.shape != right.shape:
        words = (
            f"the shape is {got.shape}, expected {right.shape}: {shape} by {factors}, rounded up"
        )
        expect("the ends of the axes", False, words)
        return
    edge = np.ones(right.shape, bool)
    edge[whole] = False
    wrong = _difference(got[edge], right[edge], about="boxes that stick out")
    expect("the ends of the axes", not wrong, wrong or f"all {edge.sum():,} of them are right")


def _difference(got, right, *, about):
    """Return in words how two arrays differ, or ''."""
    if got.shape != right.shape:
        return f"the shape of the {about} is {got.shape}, expected {right.shape}"
    if got.dtype.kind not in "iuf":
        return f"the dtype is {got.dtype}; expected numbers"
    differ = got != right
    if not differ.any():
        return ""
    first = tuple(int(i) for i in np.argwhere(differ)[0])
    mine, true = got[first].item(), right[first].item()
    words = f"{differ.sum():,} of {right.size:,} {about} differ; one is {mine}, it should be {true}"
    apart = np.abs(got[differ].astype(float) - right[differ].astype(float))
    if apart.max() <= 1:
        return f"{words}. All are off by less than 1 or by 1: how do you round?"
    return f"{words}. Does a sum fit into its dtype, and is each box its own?"


# -------------------------------------------------------------------------------------- vote


def some_labels(shape, dtype, seed, largest, every=False):
    """Return labels in blobs with ragged rims: many boxes agree, many tie."""
    rng = np.random.default_rng(seed)
    names = np.unique(rng.integers(1, 9, size=40).astype("u8") * np.uint64(largest // 9))
    names = np.concatenate([np.zeros(1, "u8"), names[:6]]).astype(dtype)
    if every:
        names[-1] = np.iinfo(dtype).max
    coarse = rng.integers(0, len(names), size=[-(-n // 3) + 1 for n in shape])
    fine = coarse
    for axis, n in enumerate(shape):
        fine = np.repeat(fine, 3, axis=axis).take(range(1, n + 1), axis=axis)
    stray = rng.random(shape) < 0.15
    labels = names[np.where(stray, rng.integers(0, len(names), size=shape), fine)]
    if every:  # each number that the dtype has
        count = int(np.iinfo(dtype).max) + 1
        labels.flat[rng.permutation(labels.size)[:count]] = np.arange(count)
    return labels


def sorted_boxes(labels, factors):
    """Return for each criterion its boxes: (index, voxels, the number that wins)."""
    kinds = {"majorities": [], "ties": [], "the ends of the axes": []}
    for index in itertools.product(*map(range, grid.grid_shape(labels.shape, factors))):
        voxels = labels[grid.chunk_region(index, labels.shape, factors)].ravel().tolist()
        times = Counter(voxels)
        most = max(times.values())
        first, *others = sorted(name for name, n in times.items() if n == most)
        kind = "ties" if others else "majorities"
        if len(voxels) < math.prod(factors):
            kind = "the ends of the axes"
        kinds[kind].append((index, voxels, first))
    return kinds


@task(
    criteria=VOTE,
    cases=[
        {"about": "a volume", "shape": (13, 20, 27), "factors": (2, 2, 2), "seed": 1},
        {"about": "a picture", "shape": (31, 44), "factors": (2, 2), "dtype": "uint8", "seed": 2},
        {"about": "z kept", "shape": (5, 22, 25), "factors": (1, 2, 2), "seed": 3},
        {"about": "a third", "shape": (22, 34), "factors": (3, 3), "dtype": "uint16", "seed": 4},
        {
            "about": "names of 64 bits",
            "shape": (9, 14, 15),
            "factors": (2, 2, 2),
            "dtype": "uint64",
            "largest": 2**64 - 1,
            "seed": 5,
        },
    ],
)
def vote(student, expect, *, shape, factors, seed, dtype="uint32", largest=None, every=False):
    """Check the votes of whole boxes, clear and tied ones, and of those at the ends."""
    student.refuse_names("vote", "downsample", "mode")
    largest = largest or min(np.iinfo(dtype).max, 4_000_000_000)
    labels = some_labels(shape, dtype, seed, largest, every)
    got = student.call("vote", labels, factors).value
    if not isinstance(got, np.ndarray) or got.ndim != labels.ndim or got.dtype.kind not in "iuf":
        words = f"returned {got!r:.60}; expected an array of {labels.ndim} axes"
        for criterion in VOTE:
            expect(criterion, False, words)
        return
    kinds, counts = sorted_boxes(labels, factors), grid.grid_shape(shape, factors)
    for criterion, boxes in kinds.items():
        words = _wrong_votes(got, boxes)
        if criterion == "the ends of the axes" and got.shape != counts:
            words = f"the shape is {got.shape}, expected {counts}: what is left over votes, too"
        expect(criterion, not words, words or f"{len(boxes):,} boxes are right")
    strange = sorted(set(got.ravel().tolist()) - set(labels.ravel().tolist()))
    words = f"{len(strange)} numbers came out that nobody had given, for instance {strange[:1]}"
    if not strange and got.dtype != labels.dtype:
        words = f"the labels are {labels.dtype}, yours are {got.dtype}"
    good = not strange and got.dtype == labels.dtype
    expect("no number that was not there", good, "all numbers were there before" if good else words)


def _wrong_votes(got, boxes):
    """Return in words the first box of some that came out wrong, or ''."""
    wrong = []
    for index, voxels, winner in boxes:
        inside = all(i < n for i, n in zip(index, got.shape, strict=True))
        if inside and got[index].item() != winner:
            wrong.append((index, voxels))
    if not wrong:
        return ""
    index, voxels = wrong[0]
    return (
        f"{len(wrong):,} of {len(boxes):,} boxes are wrong; the voxels {sorted(voxels)} "
        f"became {got[index].item()}"
    )


# ------------------------------------------------------------------------------- plan_screen


def some_pyramid(shape, chunks, spacing, steps):
    """Return the levels that `plan_screen` is given; a list of chunks has one for each level."""
    factors, levels = (1, 1, 1), []
    of_levels = chunks if isinstance(chunks, list) else [chunks] * (len(steps) + 1)
    for step, chunk in zip([(1, 1, 1), *steps], of_levels, strict=True):
        factors = tuple(f * s for f, s in zip(factors, step, strict=True))
        levels.append(
            {
                "shape": grid.grid_shape(shape, factors),
                "chunks": chunk,
                "scale": tuple(s * f for s, f in zip(spacing, factors, strict=True)),
                "translation": tuple(
                    s * (f - 1) / 2 for s, f in zip(spacing, factors, strict=True)
                ),
            }
        )
    return levels


def voxels_shown(level, plane_um, start_um, stop_um):
    """Return the corners of the voxels of a level that a view shows; exact, without rounding."""
    starts, stops = [], []
    ends = [(plane_um, None), *zip(start_um, stop_um, strict=True)]
    places = zip(ends, level["shape"], level["scale"], level["translation"], strict=True)
    for (a, b), n, scale, shift in places:
        first = math.floor((Fraction(a) - Fraction(shift)) / Fraction(scale) + Fraction(1, 2))
        last = first + 1
        if b is not None:
            last = math.ceil((Fraction(b) - Fraction(shift)) / Fraction(scale) + Fraction(1, 2))
        starts.append(min(max(first, 0), n - 1))
        stops.append(min(max(last, starts[-1] + 1), n))
    return tuple(starts), tuple(stops)


def cost_of(level, start, stop):
    """Return how many chunks a box touches, and their bytes."""
    box = tuple(map(slice, start, stop))
    chunks = grid.count_touched(box, level["shape"], level["chunks"])
    return chunks, chunks * math.prod(level["chunks"]) * SIZE


ONE = {
    "shape": (50, 1000, 1203),
    "chunks": (16, 64, 64),
    "spacing": (1.5, 0.5, 0.5),
    "steps": [(1, 2, 2), (2, 2, 2), (2, 2, 2)],
}


@task(
    criteria=SCREEN,
    cases=[
        {
            "about": "the example",
            **ONE,
            "plane_um": 30.0,
            "start_um": (100.0, 200.0),
            "stop_um": (220.0, 360.0),
            "um_per_pixel": 1.0,
        },
        {
            "about": "zoomed in further than the finest level",
            **ONE,
            "plane_um": 74.0,
            "start_um": (10.125, 20.25),
            "stop_um": (31.75, 63.75),
            "um_per_pixel": 0.125,
        },
        {
            "about": "the whole image on a small screen",
            **ONE,
            "plane_um": 39.0,
            "start_um": (-40.0, -10.0),
            "stop_um": (560.0, 790.0),
            "um_per_pixel": 7.0,
        },
        {
            "about": "between two levels, each with chunks of its own",
            **ONE,
            "chunks": [(16, 64, 64), (8, 100, 80), (8, 32, 32), (4, 16, 16)],
            "plane_um": 44.0,
            "start_um": (127.875, 300.75),
            "stop_um": (401.25, 580.0),
            "um_per_pixel": 1.75,
        },
        {
            "about": "pixels that are no squares",
            "shape": (40, 600, 900),
            "chunks": (8, 50, 64),
            "spacing": (2.0, 1.0, 0.25),
            "steps": [(1, 1, 2), (1, 1, 2), (2, 2, 2)],
            "plane_um": 33.0,
            "start_um": (150.5, 40.0),
            "stop_um": (290.0, 201.0),
            "um_per_pixel": 0.5,
        },
    ],
)
def plan_screen(
    student, expect, *, shape, chunks, spacing, steps, plane_um, start_um, stop_um, um_per_pixel
):
    """Check the level, and the rest on the level that was chosen."""
    levels = some_pyramid(shape, chunks, spacing, steps)
    view = (plane_um, start_um, stop_um, um_per_pixel)
    value = student.call("plan_screen", levels, *view).value
    keys = ("level", "start", "stop", "chunks", "nbytes")
    shown = f"plan_screen(levels, {', '.join(map(str, view))})"
    if not isinstance(value, dict) or set(value) != set(keys):
        words = f"{shown} returned {value!r:.80}; expected a dictionary with {', '.join(keys)}"
        for criterion in SCREEN:
            expect(criterion, False, words)
        return
    right = max(
        (i for i, one in enumerate(levels) if max(one["scale"][1:]) <= um_per_pixel), default=0
    )
    chosen = value["level"]
    known = isinstance(chosen, int | np.integer) and not isinstance(chosen, bool | np.bool_)
    known = known and 0 <= chosen < len(levels)
    expect(
        "the level", known and chosen == right, f"{shown}: {_level_words(levels, chosen, known)}"
    )
    level = levels[int(chosen) if known else right]
    start, stop = voxels_shown(level, plane_um, start_um, stop_um)
    got = tuple(_numbers(value[key]) for key in ("start", "stop"))
    words = _wrong_box(got, (start, stop), level)
    expect("the voxels", not words, f"{shown}: {words}" if words else "the right voxels")
    count, _ = cost_of(level, start, stop)
    words = f"{shown}: of level {chosen} you count {value['chunks']!r:.20} chunks, it is {count}"
    expect("the chunks", _same(value["chunks"], count), words)
    best = levels[right]
    nbytes = cost_of(best, *voxels_shown(best, plane_um, start_um, stop_um))[1]
    words = f"{shown}: you say {value['nbytes']!r:.20} bytes, the screen costs {nbytes:,}"
    if _same(value["chunks"], count) and chosen == right and not _same(value["nbytes"], nbytes):
        words += "; chunks come whole, also at the edge, and a voxel has 2 bytes"
    expect("the bytes", _same(value["nbytes"], nbytes), words)


def _same(got, right):
    """Tell whether a value is this whole number."""
    return (
        isinstance(got, int | np.integer)
        and not isinstance(got, bool | np.bool_)
        and int(got) == right
    )


def _level_words(levels, chosen, known):
    scales = [level["scale"][1:] for level in levels]
    if not known:
        return f"level {chosen!r:.20} of {len(levels)} levels, counted from 0"
    return (
        f"you chose level {chosen}, a voxel of which is {scales[chosen]} um along y and x; "
        f"the levels have {scales}"
    )


def _wrong_box(got, right, level):
    """Return in words how a box differs from the right one, or ''."""
    if any(one is None or len(one) != 3 for one in got):
        return "start and stop should be three whole numbers each"
    if got == right and all(isinstance(v, int) for one in got for v in one):
        return ""
    if got == right:
        return f"start and stop are {got}; indices are whole numbers"
    words = f"the voxels are {right[0]} to {right[1]}, you have {got[0]} to {got[1]}"
    if any(b > n for b, n in zip(got[1], level["shape"], strict=True)) or min(got[0]) < 0:
        return f"{words}; the level ends at {level['shape']}"
    return f"{words}; where do a voxel's own edges lie, half a voxel around its centre?"


# --------------------------------------------------------------------------- describe_levels

FIVE = [(1, 1, 1, 1, 1), (1, 1, 1, 2, 2), (1, 1, 2, 4, 4)]
LENGTHS = {"z": "micrometer", "y": "micrometer", "x": "micrometer"}


@task(
    criteria=DESCRIBE,
    cases=[
        {
            "about": "a volume in OME-Zarr 0.5",
            "version": "0.5",
            "axes": "zyx",
            "units": LENGTHS,
            "spacing": {"z": 1.5, "y": 0.5, "x": 0.5},
            "factors": [(1, 1, 1), (1, 2, 2), (2, 4, 4)],
        },
        {
            "about": "the same in OME-Zarr 0.4",
            "version": "0.4",
            "axes": "zyx",
            "units": LENGTHS,
            "spacing": {"z": 1.5, "y": 0.5, "x": 0.5},
            "factors": [(1, 1, 1), (1, 2, 2), (2, 4, 4)],
        },
        {
            "about": "a movie of two colours, the unit of z unknown",
            "version": "0.5",
            "axes": "tczyx",
            "units": {"t": "second", "y": "micrometer", "x": "micrometer"},
            "spacing": {"t": 30.0, "z": 3.0, "y": 0.4, "x": 0.4},
            "factors": FIVE,
        },
        {
            "about": "a picture of which no size is known, one level",
            "version": "0.4",
            "axes": "yx",
            "units": {},
            "spacing": {},
            "factors": [(1, 1)],
        },
    ],
)
def describe_levels(student, expect, *, version, axes, units, spacing, factors):
    """Read the text as a reader would, key by key."""
    given = (version, axes, units, spacing, factors)
    text = student.call("describe_levels", *given).value
    wrong, document = _parsed(text)
    where = wrong or _not_a_group(document, version)
    expect("a group that readers find", not where, where or f"a group of version {version}")
    found = _find_multiscale(document)
    if found is None:
        words = wrong or "there is no list `multiscales` with a dictionary in it"
        for criterion in list(DESCRIBE)[1:]:
            expect(criterion, False, words)
        return
    words = _wrong_axes(found.get("axes"), axes, units)
    expect("the axes", not words, words or "names, types and units are right")
    steps = [spacing.get(axis, 1.0) for axis in axes]
    scales = [[s * f for s, f in zip(steps, row, strict=True)] for row in factors]
    shifts = [[s * (f - 1) / 2 for s, f in zip(steps, row, strict=True)] for row in factors]
    levels, words = _transformations(found, len(factors))
    for criterion, kind, rows in (
        ("the scales", "scale", scales),
        ("the translations", "translation", shifts),
    ):
        said = words or _wrong_rows(levels, kind, rows)
        expect(criterion, not said, said or f"{len(rows)} levels are right")


def _parsed(text):
    if not isinstance(text, str):
        return f"returned {type(text).__name__}; expected a text, as json.dumps makes it", None
    try:
        return "", json.loads(text)
    except ValueError as error:
        return f"this is no JSON: {error}", None


def _not_a_group(document, version):
    """Return in words why a reader would not find an image here, or ''."""
    if not isinstance(document, dict):
        return "the document should be a dictionary"
    inner = document
    if version == "0.5":
        if document.get("zarr_format") != 3 or document.get("node_type") != "group":
            return "a zarr.json says zarr_format 3 and the node_type group"
        inner = document.get("attributes")
        inner = inner.get("ome") if isinstance(inner, dict) else None
        if not isinstance(inner, dict):
            return "0.5 keeps what it says in `ome`, among the group's attributes"
        if inner.get("version") != "0.5":
            return f"the version in `ome` is {inner.get('version')!r}"
    elif "zarr_format" in document or "ome" in document or "attributes" in document:
        return "a .zattrs of 0.4 holds the attributes alone: `multiscales` at the top"
    scales = inner.get("multiscales")
    if not isinstance(scales, list) or len(scales) != 1 or not isinstance(scales[0], dict):
        return "`multiscales` should be a list of one dictionary, where this version has it"
    said = scales[0].get("version")
    if version == "0.4" and said != "0.4":
        return f"0.4 says its version inside of the multiscale; there it is {said!r}"
    if version == "0.5" and said not in (None, "0.5"):
        return f"the multiscale says that its version is {said!r}"
    return ""


def _find_multiscale(document):
    """Return the first dictionary in a list `multiscales`, wherever it stands."""
    if isinstance(document, dict):
        scales = document.get("multiscales")
        if isinstance(scales, list) and scales and isinstance(scales[0], dict):
            return scales[0]
        found = map(_find_multiscale, document.values())
        return next((one for one in found if one is not None), None)
    return None


def _wrong_axes(found, axes, units):
    if not isinstance(found, list) or not all(isinstance(axis, dict) for axis in found):
        return f"the axes are {found!r:.60}; expected a list of dictionaries"
    names = [axis.get("name") for axis in found]
    if names != list(axes):
        return f"the axes are named {names}, expected {list(axes)}"
    for axis in found:
        name = axis["name"]
        if axis.get("type") != TYPES[name]:
            return f"axis {name} is of type {axis.get('type')!r}"
        if name not in units and "unit" in axis:
            return (
                f"the unit of axis {name} is not known, so there should be no such key; "
                f"yours says {json.dumps(axis['unit'])}"
            )
        if ("unit" in axis) != (name in units) or axis.get("unit") != units.get(name):
            return f"the unit of axis {name} is {axis.get('unit')!r}; known are {units}"
    return ""


def _transformations(found, count):
    """Return {kind: numbers} of every level, and in words what is wrong with the list."""
    datasets = found.get("datasets")
    if not isinstance(datasets, list) or not all(isinstance(one, dict) for one in datasets):
        return [], f"the datasets are {datasets!r:.60}; expected a list of dictionaries"
    paths = [one.get("path") for one in datasets]
    if paths != [str(number) for number in range(count)]:
        return [], f"the paths are {paths}; expected a text for each of {count} levels"
    levels = []
    for one in datasets:
        rows = one.get("coordinateTransformations")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            return [], f"level {one['path']} has the coordinateTransformations {rows!r:.60}"
        kinds = [row.get("type") for row in rows]
        levels.append((kinds, {row.get("type"): row.get(row.get("type")) for row in rows}))
    return levels, ""


def _wrong_rows(levels, kind, rows):
    """Return in words the first level whose transformation of one kind is wrong, or ''."""
    for number, ((kinds, values), right) in enumerate(zip(levels, rows, strict=True)):
        if kinds.count(kind) != 1:
            return f"level {number} has {kinds.count(kind)} transformations of type {kind!r}"
        if set(kinds) - {"scale", "translation"}:
            return f"level {number} has transformations of the types {kinds}; two were asked for"
        if kind == "translation" and "scale" in kinds[kinds.index(kind) :]:
            return f"level {number} is moved before it is scaled; the scale comes first"
        got = values[kind]
        if not isinstance(got, list) or not _close(_numbers(got), right):
            return f"the {kind} of level {number} should be {right}, you have {got!r:.80}"
    return ""
