"""The open checks of 10_dask_arrays. Students may read them: they say what is asked, not how."""

import functools
import itertools
import math

import numpy as np
import zarr

from outofcore.checking import Store, show_call, task
from outofcore.units import MIB, format_bytes

RATIO = {
    "the ratio": 1,
    "darker than the background": 1,
    "0 where nothing is divided": 0.5,
    "float32": 0.5,
    "each chunk is fetched once": 1,
}
ACTIVITY = {
    "the mean": 0.5,
    "the rise": 1,
    "the spread": 0.5,
    "each chunk is fetched once": 1,
    "little is held": 1,
}
BILL = {
    "the pieces": 1,
    "the most sources": 1,
    "blocks that stay as they are": 1,
    "bytes for the first block": 1,
}
BLOCKS = {
    "the lengths add up": 0.5,
    "no object has two writers": 1.5,
    "no block too large": 1,
    "few enough blocks": 1,
}
FUSED = {
    "a chain": 1,
    "a result with two users": 1,
    "a task with two inputs": 1,
    "what nobody needs": 0.5,
    "results that are wanted": 0.5,
}


def distinct(shape, low, high, salt=0):
    """Return whole numbers from `low` to `high` in a scattered order, as many of them as fit."""
    span = high - low + 1
    values = (np.arange(math.prod(shape), dtype="i8") + salt) * 40503 % 65521
    return (low + values % span).reshape(shape)


def write_store(student, key, arrays):
    """Return the path of a Zarr group; `arrays` makes a dict of name to (data, chunks)."""

    def write(path):
        group = zarr.create_group(path)
        for name, (data, chunks) in arrays().items():
            options = {"compressors": None, "config": {"write_empty_chunks": True}}
            group.create_array(name, data=data, chunks=chunks, **options)

    return student.input_file(key, write)


def judge_fetches(expect, run, path, names):
    """Judge that no chunk of the arrays `names` was fetched twice."""
    costs = {name: run.cost(path, name) for name in names}
    twice = {
        name: max(times for _, times in cost.chunk_reads)
        for name, cost in costs.items()
        if cost.fetches > len(cost.chunks)
    }
    total = sum(len(cost.chunks) for cost in costs.values())
    fetches = sum(cost.fetches for cost in costs.values())
    words = f"{fetches} fetches for {total} chunks"
    if twice:
        name = max(twice, key=twice.get)
        words += (
            f"; one of `{name}` came {twice[name]} times. Nothing is kept between two computes, "
            "a block that is no whole chunk fetches all of it, and a read that is fused into "
            "several tasks is done in each of them"
        )
    elif not total:
        words = "no chunk was read at all"
    expect("each chunk is fetched once", bool(total) and not twice, words)


# ------------------------------------------------------------------------------ ratio_series


def imaging(shape, dtype, darker, holes, salt):
    """Return the four arrays and the ratio they were made from; 0 is divided by where `holes`."""
    limits = np.iinfo(dtype)
    background = distinct(shape[1:], limits.max // 6, limits.max // 4, salt)
    above = distinct(shape, limits.max // 8, limits.max // 4 * 3 - 1, salt + 5)
    below = distinct(shape, limits.max // 8, limits.max // 4 * 3 - 1, salt + 11)
    if darker:
        depth = limits.max // 6 - limits.min
        above[::2, 1::3] = -distinct(above[::2, 1::3].shape, 1, depth, salt + 17)
        below[1::2, :, 2::5] = -distinct(below[1::2, :, 2::5].shape, 1, depth, salt + 23)
    divided = np.ones(shape, bool)
    mask = np.ones(shape[1:], bool)
    if holes:
        below[:, 3::7, ::4] = 0
        mask = distinct(shape[1:], 0, 2, salt) > 0
        divided = mask & (below != 0)
    ratio = np.zeros(shape)
    ratio[divided] = above[divided] / below[divided]
    images = (a.astype(dtype) for a in (background + above, background + below, background))
    return (*images, mask), ratio


@task(
    criteria=RATIO,
    cases=[
        {
            "about": "everything above the background",
            "criterion": "the ratio",
            "shape": (9, 30, 50),
            "chunks": ((5, 20, 30), (5, 20, 30), (20, 30), (20, 30)),
        },
        {
            "about": "four arrays in four kinds of chunks",
            "criterion": "the ratio",
            "shape": (9, 30, 50),
            "chunks": ((5, 20, 30), (4, 30, 50), (30, 20), (16, 50)),
        },
        {
            "about": "pixels darker than the background",
            "criterion": "darker than the background",
            "shape": (7, 30, 50),
            "chunks": ((4, 20, 30), (4, 20, 30), (20, 30), (20, 30)),
            "darker": True,
        },
        {
            "about": "no light, and pixels outside of the mask",
            "criterion": "0 where nothing is divided",
            "shape": (7, 30, 50),
            "chunks": ((4, 20, 30), (4, 20, 30), (20, 30), (20, 30)),
            "holes": True,
        },
        {
            "about": "a camera of 8 bits",
            "criterion": "darker than the background",
            "shape": (6, 40, 33),
            "chunks": ((4, 40, 33), (4, 40, 33), (20, 33), (40, 33)),
            "dtype": "uint8",
            "darker": True,
        },
    ],
)
def ratio_series(
    student, expect, *, criterion, shape, chunks, dtype="uint16", darker=False, holes=False, salt=0
):
    """Check the ratio at every voxel, its dtype, and that no chunk came twice."""
    names = ("fluorescence", "brightfield", "background", "mask")
    made = (shape, dtype, darker, holes, salt)
    arrays, ratio = imaging(*made)
    path = write_store(
        student,
        ("imaging", *made, chunks),
        lambda: dict(zip(names, zip(arrays, chunks, strict=True), strict=True)),
    )
    run = student.call("ratio_series", Store(path))
    about = f"ratios of {dtype} images"
    with np.errstate(invalid="ignore"):
        expect.array(criterion, run.value, ratio, about=about, rtol=1e-5)
    kind = getattr(run.value, "dtype", type(run.value).__name__)
    words = f"{kind} came back; dask takes the dtype that you declare on trust"
    expect("float32", kind == np.float32, "float32" if kind == np.float32 else words)
    judge_fetches(expect, run, path, names)


# ---------------------------------------------------------------------------------- activity


def recording(shape, dtype, salt):
    """Return a movie whose pixels have different means, heights and spreads, and slowly fade."""
    low, high = (20_000, 55_000) if np.dtype(dtype).kind == "u" else (-9_000, 15_000)
    if np.dtype(dtype).itemsize == 4:
        low = 4_000_000_000 if dtype == "uint32" else 8_000_000
        high = low + 900
    first = distinct((min(shape[0], 61), *shape[1:]), low, high, salt)
    first[:, ::3] = low + (first[:, ::3] - low) // 7
    movie = np.resize(first.astype(dtype), shape)
    movie += (np.arange(shape[0]) * 5_000 // shape[0]).astype(dtype)[::-1, None, None]
    return movie


@functools.lru_cache(maxsize=8)
def activity_of(shape, dtype, salt):
    """Return mean, rise and spread of the recording."""
    rows = np.moveaxis(recording(shape, dtype, salt), 1, 0)
    mean, top, spread = (
        np.stack([function(row) for row in rows])
        for function in (
            lambda row: row.mean(axis=0, dtype="f8"),
            lambda row: row.max(axis=0),
            lambda row: row.std(axis=0, dtype="f8"),
        )
    )
    return mean, top - mean, spread


@task(
    criteria=ACTIVITY,
    cases=[
        {"about": "a short movie", "shape": (21, 50, 60), "chunks": (8, 30, 35)},
        {
            "about": "a movie with numbers below zero",
            "shape": (22, 31, 45),
            "chunks": (9, 16, 45),
            "dtype": "int16",
        },
        {
            "about": "large numbers that differ little",
            "shape": (18, 24, 35),
            "chunks": (5, 24, 20),
            "dtype": "uint32",
        },
        {
            "about": "real numbers, and one chunk along time",
            "shape": (9, 25, 30),
            "chunks": (9, 15, 30),
            "dtype": "float32",
        },
        {
            "about": "a movie larger than the budget",
            "shape": (1610, 80, 125),
            "chunks": (25, 80, 125),
            "budget": 16 * MIB,
        },
    ],
)
def activity(student, expect, *, shape, chunks, name="movie", dtype="uint16", salt=0, budget=None):
    """Check three images, and that one pass over the movie was enough, in little memory."""
    path = write_store(
        student,
        ("movie", shape, chunks, name, dtype, salt),
        lambda: {name: (recording(shape, dtype, salt), chunks)},
    )
    run = student.call("activity", Store(path), name)
    three = isinstance(run.value, tuple | list) and len(run.value) == 3
    for number, criterion in enumerate(("the mean", "the rise", "the spread")):
        if not expect(criterion, three, "expected three images: mean, rise, spread"):
            continue
        truth, found = activity_of(shape, dtype, salt)[number], run.value[number]
        about = f"pixels of {criterion} of {dtype} voxels"
        expect.array(criterion, found, truth, about=about, rtol=1e-6)
    judge_fetches(expect, run, path, (name,))
    if budget is None:
        return
    if run.peak_bytes is None:
        expect("little is held", True, "not measured: this system does not tell peak memory")
        return
    whole = format_bytes(math.prod(shape) * np.dtype(dtype).itemsize)
    held = f"{format_bytes(run.peak_bytes)} held; the movie takes {whole}"
    late = ". Does something need the whole movie a second time, when its mean is known?"
    good = run.peak_bytes <= budget
    words = f"{held}; the limit is {budget // MIB} MiB{'' if good else late}"
    expect("little is held", good, words)


# ------------------------------------------------------------------------------ rechunk_bill


def spans(lengths):
    """Return the (start, stop) of each block along an axis."""
    ends = list(itertools.accumulate(lengths))
    return list(zip([0, *ends[:-1]], ends, strict=True))


PARTS = dict(zip(("pieces", "sources", "whole", "first_bytes"), BILL, strict=True))


@task(
    criteria=BILL,
    cases=[
        {
            "about": "the example",
            "old": ((4, 4, 2),),
            "new": ((6, 4),),
            "itemsize": 2,
            "pieces": (4,),
            "bill": (2, 0, 16),
        },
        {
            "about": "planes to columns",
            "old": ((1,) * 12, (40,), (50,)),
            "new": ((12,), (8,) * 5, (10,) * 5),
            "itemsize": 2,
            "pieces": (12, 5, 5),
            "bill": (12, 0, 48000),
        },
        {
            "about": "ragged blocks",
            "old": ((8, 8, 8, 3), (30, 30, 10)),
            "new": ((10, 10, 7), (45, 25)),
            "itemsize": 4,
            "pieces": (6, 4),
            "bill": (4, 0, 3840),
        },
        {
            "about": "a part that stays as it is",
            "old": ((5, 5, 5, 5), (7, 7, 7)),
            "new": ((5, 10, 5), (7, 14)),
            "itemsize": 1,
            "pieces": (4, 3),
            "bill": (4, 2, 35),
        },
        {
            "about": "equal lengths in other places",
            "old": ((3, 5, 4),),
            "new": ((4, 5, 3),),
            "itemsize": 8,
            "pieces": (5,),
            "bill": (2, 0, 64),
        },
        {
            "about": "the same blocks",
            "old": ((6, 6, 1),),
            "new": ((6, 6, 1),),
            "itemsize": 2,
            "pieces": (3,),
            "bill": (1, 3, 12),
        },
    ],
)
def rechunk_bill(student, expect, *, old, new, itemsize, pieces, bill):
    """Check the four numbers of a rechunk; `pieces` has a number for each axis."""
    value = student.call("rechunk_bill", old, new, itemsize).value
    called = show_call("rechunk_bill", old, new, itemsize)
    truth = dict(zip(PARTS, (math.prod(pieces), *bill), strict=True))
    for key, criterion in PARTS.items():
        if not expect(criterion, isinstance(value, dict), f"{called}: expected a dictionary"):
            continue
        if not expect(criterion, key in value, f"{called}: the key {key!r} is missing"):
            continue
        got, right = value[key], truth[key]
        whole = isinstance(got, int | np.integer) and not isinstance(got, bool)
        words = f"{called}: {key} {got!r:.40}"
        if not whole:
            words += "; expected a whole number"
        elif got != right:
            words += _why_not(key, int(got), old, new, itemsize, pieces)
        expect(criterion, whole and got == right, words)


def _why_not(key, got, old, new, itemsize, pieces):
    """Return in words which idea leads to a wrong number."""
    counts = [math.prod(map(len, chunks)) for chunks in (old, new)]
    if key == "pieces" and got in (sum(counts), math.prod(counts), *counts):
        return "; a piece is where an old and a new block overlap: draw the borders of both"
    if key == "pieces" and got == sum(pieces):
        return "; along each axis that is right: what becomes of the axes together?"
    if key == "whole" and got == math.prod(
        sum(min(a.count(n), b.count(n)) for n in set(a)) for a, b in zip(old, new, strict=True)
    ):
        return "; equal lengths are not enough: does the block lie in the same place?"
    if key == "first_bytes" and got == itemsize * math.prod(b[0] for b in new):
        return "; that is the new block itself: an old block is read whole"
    return "; that is not what the borders of old and new blocks say"


# --------------------------------------------------------------------------- blocks_to_store


@task(
    criteria=BLOCKS,
    cases=[
        {
            "about": "the example",
            "shape": (100,),
            "start": (20,),
            "chunks": (48,),
            "shards": None,
            "itemsize": 2,
            "max_block_bytes": 96,
            "max_blocks": 3,
        },
        {
            "about": "an image from the very beginning",
            "shape": (300, 410),
            "start": (0, 0),
            "chunks": (32, 50),
            "shards": None,
            "itemsize": 2,
            "max_block_bytes": 40_000,
            "max_blocks": 10,
        },
        {
            "about": "a field of a mosaic",
            "shape": (240, 260),
            "start": (100, 333),
            "chunks": (64, 64),
            "shards": None,
            "itemsize": 4,
            "max_block_bytes": 70_000,
            "max_blocks": 9,
        },
        {
            "about": "shards",
            "shape": (40, 300, 300),
            "start": (8, 0, 70),
            "chunks": (4, 25, 25),
            "shards": (16, 100, 100),
            "itemsize": 2,
            "max_block_bytes": 650_000,
            "max_blocks": 24,
        },
        {
            "about": "a field within one object",
            "shape": (30, 20),
            "start": (70, 5),
            "chunks": (64, 64),
            "shards": None,
            "itemsize": 2,
            "max_block_bytes": 4_000,
            "max_blocks": 1,
        },
    ],
)
def blocks_to_store(student, expect, *, shape, start, chunks, shards, itemsize,
                    max_block_bytes, max_blocks):  # fmt: skip
    """Check by geometry that the blocks share no object and keep both limits."""
    given = (shape, start, chunks, shards, itemsize, max_block_bytes, max_blocks)
    value = student.call("blocks_to_store", *given).value
    unit = shards or chunks
    setting = f"an image {shape} at {start} into objects of {unit}"
    blocks, wrong = _lengths(value, shape)
    if not expect("the lengths add up", not wrong, f"{setting}: {wrong or 'an exact cover'}"):
        for criterion in list(BLOCKS)[1:]:
            expect(criterion, False, "no block lengths to judge")
        return
    shared = _shared(blocks, start, unit)
    kind = "shard" if shards else "chunk"
    inner = bool(shards) and not _shared(blocks, start, chunks)
    words = f"{setting}: no {kind} has two writers"
    if shared:
        axis, border = shared
        words = (
            f"{setting}: along axis {axis} your blocks meet at position {border} of the array, in "
            f"the middle of a {kind}: both write into it"
        )
        if inner:
            words += ". That is a border of chunks, but what is written whole is the shard"
    expect("no object has two writers", not shared, words)
    nbytes = itemsize * math.prod(map(max, blocks))
    words = f"{setting}: the largest block has {nbytes:,} bytes, the limit is {max_block_bytes:,}"
    expect("no block too large", nbytes <= max_block_bytes, words)
    count = math.prod(map(len, blocks))
    words = f"{setting}: {count:,} blocks; the limit is {max_blocks:,}"
    expect("few enough blocks", count <= max_blocks, words)


def _lengths(value, shape):
    """Return block lengths as tuples of ints, and in words what is wrong with them, or ''."""
    form = f"returned {value!r:.60}; expected {len(shape)} tuples of lengths, one per axis"
    if not isinstance(value, tuple | list) or len(value) != len(shape):
        return None, form
    blocks = []
    for axis, (lengths, n) in enumerate(zip(value, shape, strict=True)):
        if not isinstance(lengths, tuple | list | np.ndarray) or not len(lengths):
            return None, form
        if not all(isinstance(k, int | np.integer) and not isinstance(k, bool) for k in lengths):
            return None, form
        blocks.append(tuple(int(k) for k in lengths))
        if min(blocks[-1]) < 1:
            return None, f"along axis {axis} there is a block of length {min(blocks[-1])}"
        if sum(blocks[-1]) != n:
            return None, f"along axis {axis} the lengths add up to {sum(blocks[-1])}, not to {n}"
    return blocks, ""


def _shared(blocks, start, unit):
    """Return (axis, position) of a border of blocks inside of an object, or None."""
    for axis, (lengths, first, u) in enumerate(zip(blocks, start, unit, strict=True)):
        for _, end in spans(lengths)[:-1]:
            if (first + end) % u:
                return axis, first + end
    return None


# --------------------------------------------------------------------------------------- fuse


@task(
    criteria=FUSED,
    cases=[
        {
            "about": "a chain",
            "criterion": "a chain",
            "graph": {"read": [], "sqrt": ["clip"], "clip": ["minus"], "minus": ["read"]},
            "wanted": ["sqrt"],
            "groups": [["read", "minus", "clip", "sqrt"]],
        },
        {
            "about": "two chains that never meet",
            "criterion": "a chain",
            "graph": {"a": [], "b": ["a"], "c": ["b"], "x": [], "y": ["x"]},
            "wanted": ["y", "c"],
            "groups": [["a", "b", "c"], ["x", "y"]],
        },
        {
            "about": "the same result taken twice",
            "criterion": "a chain",
            "graph": {"read": [], "square": ["read", "read"], "root": ["square"]},
            "wanted": ["root"],
            "groups": [["read", "square", "root"]],
        },
        {
            "about": "a result with two users",
            "criterion": "a result with two users",
            "graph": {"read": [], "minus": ["read"], "low": ["minus"], "high": ["minus"]},
            "wanted": ["low", "high"],
            "groups": [["read", "minus"], ["low"], ["high"]],
        },
        {
            "about": "a mean, and how far all lies above it",
            "criterion": "a result with two users",
            "graph": {"read": [], "minus": ["read"], "mean": ["minus"], "rise": ["mean", "minus"]},
            "wanted": ["rise"],
            "groups": [["read", "minus"], ["mean"], ["rise"]],
        },
        {
            "about": "two inputs",
            "criterion": "a task with two inputs",
            "graph": {"f": [], "g": ["f"], "b": [], "c": ["b"], "ratio": ["g", "c"],
                      "root": ["ratio"]},
            "wanted": ["root"],
            "groups": [["f", "g"], ["b", "c"], ["ratio", "root"]],
        },
        {
            "about": "a branch that nobody needs",
            "criterion": "what nobody needs",
            "graph": {"read": [], "minus": ["read"], "mean": ["minus"], "plot": ["minus"],
                      "text": ["plot"]},
            "wanted": ["mean"],
            "groups": [["read", "minus", "mean"]],
        },
        {
            "about": "a wanted result in the middle of a chain",
            "criterion": "results that are wanted",
            "graph": {"read": [], "minus": ["read"], "mask": ["minus"], "count": ["mask"]},
            "wanted": ["count", "minus"],
            "groups": [["read", "minus"], ["mask", "count"]],
        },
    ],
)  # fmt: skip
def fuse(student, expect, *, criterion, graph, wanted, groups):
    """Check which tasks become one."""
    value = student.call("fuse", graph, wanted).value
    said = _groups(value)
    words = f"returned {value!r:.60}; expected lists of names"
    if not expect(criterion, said is not None, words):
        return
    right = {tuple(group) for group in groups}
    words = f"graph {graph}, wanted {wanted}: you say {sorted(map(list, said))}"
    if len(graph) > 20:
        words = f"a graph of {len(graph):,} tasks, wanted {wanted}: you say {len(said):,} groups"
    good = set(said) == right and len(said) == len(right)
    expect(criterion, good, words + ("" if good else _what_is_wrong(said, right, graph, wanted)))


def _groups(value):
    if not isinstance(value, list | tuple | set | frozenset):
        return None
    if not all(isinstance(g, list | tuple) and all(isinstance(n, str) for n in g) for g in value):
        return None
    return [tuple(group) for group in value]


def _what_is_wrong(groups, right, graph, wanted):
    """Return in words what is wrong with the groups, without saying the right ones."""
    names, there = [n for group in groups for n in group], {n for group in right for n in group}
    if strange := [n for n in names if n not in graph]:
        return f"; there is no task {strange[0]!r}"
    if idle := set(names) - there:
        return f"; does a wanted result need {sorted(idle)[0]!r}?"
    if missing := there - set(names):
        return f"; {sorted(missing)[0]!r} is needed, and in no group"
    if len(names) > len(set(names)):
        return "; a task stands in two groups: it would be run twice"
    for group in groups:
        for before, after in itertools.pairwise(group):
            if before not in graph[after]:
                return f"; {after!r} does not take {before!r}, so it cannot come right after it"
            if set(graph[after]) != {before}:
                return f"; {after!r} must wait for more than {before!r}"
            if before in wanted:
                return f"; who hands {before!r} out, if it is inside of a group?"
            if not any({before, after} <= set(chain) for chain in right):
                return f"; {after!r} is not the only one that needs {before!r}"
    return "; some neighbours that need only each other are still apart"
