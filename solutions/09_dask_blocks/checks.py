"""The open checks of 09_dask_blocks. Students may read them: they say what is asked, not how."""

import functools
import itertools

import numpy as np
import scipy.ndimage as ndi
import zarr

from outofcore import grid
from outofcore.checking import Store, show_call, task
from outofcore.units import MIB, format_bytes

DEPTH = {
    "one gaussian": 1,
    "windows of a size": 1,
    "a chain of steps": 1,
    "each axis by itself": 1,
}
REGION = {
    "the right voxels": 1,
    "at the edge of the image": 1,
    "only the chunks it needs": 1,
    "no chunk is fetched twice": 1,
}
GREY = {
    "the right counts": 1.5,
    "an even image": 0.5,
    "two passes, no more": 1,
    "little is held": 1,
}
MERGE = {
    "pieces become one": 1,
    "neighbours stay apart": 1,
    "the numbers": 1,
    "no more than two passes": 1,
}
TABLE = {
    "a line for each block": 1,
    "places in the whole image": 1.5,
    "blocks without a bright voxel": 0.5,
    "each chunk is fetched once": 1,
}


def distinct(shape, dtype="uint16", salt=0):
    """Return an array whose neighbours all differ, so that a misplaced voxel shows.

    Signed numbers lie on both sides of 0; those of four bytes do not fit into two.
    """
    most = min(65521, np.iinfo(dtype).max)
    period = (np.arange(65521) + salt) * 40503 % 65521 % most
    if np.dtype(dtype).kind == "i":
        period -= most // 2
    if np.dtype(dtype).itemsize > 2:
        period *= 65_000
    return np.resize(period.astype(dtype), shape)


def stored(student, name, chunks, key, make):
    """Return the path of a Zarr group that holds what `make()` returns as the array `name`."""

    def write(path):
        data = make()
        options = {"chunks": chunks, "compressors": None, "shape": data.shape}
        options["config"] = {"write_empty_chunks": True}  # what is not there costs no fetch
        zarr.create_group(path).create_array(name, dtype=data.dtype, **options)[...] = data

    return student.input_file(("zarr", name, chunks, key), write)


def _most_fetches(cost):
    """Return how often the chunk was fetched that was fetched most often."""
    return max((times for _, times in cost.chunk_reads), default=0)


# -------------------------------------------------------------------------------- least_depth


@task(
    criteria=DEPTH,
    cases=[
        {
            "about": "a gaussian, as wide along both axes",
            "criterion": "one gaussian",
            "steps": [("gaussian", (2, 2))],
            "ndim": 2,
            "depth": (8, 8),
        },
        {
            "about": "a gaussian whose reach is no round number",
            "criterion": "one gaussian",
            "steps": [("gaussian", (0.6, 0.6))],
            "ndim": 2,
            "depth": (2, 2),
        },
        {
            "about": "a median of odd size",
            "criterion": "windows of a size",
            "steps": [("median", (5, 5))],
            "ndim": 2,
            "depth": (2, 2),
        },
        {
            "about": "a median of even size",
            "criterion": "windows of a size",
            "steps": [("median", (4, 4))],
            "ndim": 2,
            "depth": (2, 2),
        },
        {
            "about": "an opening",
            "criterion": "windows of a size",
            "steps": [("opening", (5, 5))],
            "ndim": 2,
            "depth": (4, 4),
        },
        {
            "about": "a median after a gaussian, then a threshold",
            "criterion": "a chain of steps",
            "steps": [("gaussian", (1, 1)), ("median", (3, 3)), ("threshold", 300)],
            "ndim": 2,
            "depth": (5, 5),
        },
        {
            "about": "no step at all",
            "criterion": "a chain of steps",
            "steps": [],
            "ndim": 3,
            "depth": (0, 0, 0),
        },
        {
            "about": "an opening, then a closing",
            "criterion": "a chain of steps",
            "steps": [("opening", (5, 5)), ("closing", (5, 5))],
            "ndim": 2,
            "depth": (8, 8),
        },
        {
            "about": "flat voxels: less along z, and nothing",
            "criterion": "each axis by itself",
            "steps": [("gaussian", (0.7, 2, 2)), ("median", (1, 3, 5))],
            "ndim": 3,
            "depth": (3, 9, 10),
        },
    ],
)
def least_depth(student, expect, *, criterion, steps, ndim, depth):
    """Check the least margin of a chain, axis by axis."""
    value = student.call("least_depth", steps, ndim).value
    shown = show_call("least_depth", steps, ndim)
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if not isinstance(value, tuple | list) or len(value) != ndim:
        expect(criterion, False, f"{shown} returned {value!r:.60}; expected {ndim} depths")
        return
    if not all(isinstance(v, int | np.integer) and not isinstance(v, bool) for v in value):
        expect(criterion, False, f"{shown} returned {value!r:.60}; depths are whole numbers")
        return
    wrong = [axis for axis in range(ndim) if value[axis] != depth[axis]]
    words = f"{shown}: {tuple(map(int, value))}"
    if wrong:
        axis = wrong[0]
        few = value[axis] < depth[axis]
        words += f"; along axis {axis} " + (
            "a block does not see far enough: a voxel at its border comes out wrong"
            if few
            else "less is enough: not a voxel would differ"
        )
        words += ". How far does each step look, and at whose results?" if len(steps) > 1 else ""
    expect(criterion, not wrong, words)


# ------------------------------------------------------------------------------ filter_region


@task(
    criteria=REGION,
    cases=[
        {
            "about": "a box inside of the image",
            "criterion": "the right voxels",
            "shape": (31, 70, 90),
            "chunks": (16, 24, 32),
            "start": (12, 24, 40),
            "stop": (18, 40, 56),
            "sigma": (1, 1, 1),
        },
        {
            "about": "another sigma along each axis, and none along one",
            "criterion": "the right voxels",
            "shape": (31, 70, 90),
            "chunks": (16, 24, 32),
            "start": (16, 32, 35),
            "stop": (20, 33, 62),
            "sigma": (0, 2, 0.6),
        },
        {
            "about": "an image of two axes, with negative numbers",
            "criterion": "the right voxels",
            "shape": (110, 90),
            "chunks": (40, 35),
            "start": (44, 30),
            "stop": (46, 66),
            "sigma": (1, 1.5),
            "dtype": "int16",
        },
        {
            "about": "a box at the beginning of the image",
            "criterion": "at the edge of the image",
            "shape": (31, 70, 90),
            "chunks": (16, 24, 32),
            "start": (0, 2, 0),
            "stop": (5, 20, 11),
            "sigma": (0.7, 2, 2),
        },
        {
            "about": "a box at the end of the image",
            "criterion": "at the edge of the image",
            "shape": (31, 70, 90),
            "chunks": (16, 24, 32),
            "start": (26, 60, 70),
            "stop": (31, 70, 89),
            "sigma": (1, 1.5, 1.5),
        },
    ],
)
def filter_region(
    student,
    expect,
    *,
    criterion,
    shape,
    chunks,
    start,
    stop,
    sigma,
    name="nuclei",
    dtype="uint16",
    salt=0,
):
    """Check a filtered box against the filtered image, and what was fetched for it."""
    made = (shape, dtype, salt)
    path = stored(student, name, chunks, made, lambda: distinct(*made))
    run = student.call("filter_region", Store(path), name, start, stop, sigma)
    box = tuple(slice(a, b) for a, b in zip(start, stop, strict=True))
    right = _filtered(made, sigma)[box]
    expect.array(criterion, run.value, right, about="voxels of the box", rtol=1e-9)
    cost = run.cost(path, name)
    reach = [int(4 * s + 0.5) for s in sigma]
    seen = tuple(
        slice(max(a - r, 0), min(b + r, n))
        for a, b, r, n in zip(start, stop, reach, shape, strict=True)
    )
    needed = set(grid.touched_chunks(seen, shape, chunks))
    strange = len(set(cost.chunks) - needed)
    missing = len(needed - set(cost.chunks))
    words = f"box {start} to {stop}, sigma {sigma}: {len(cost.chunks)} chunks fetched"
    if strange:
        words += f", {strange} of them beyond what the filter sees"
    elif missing:
        words += f"; {missing} into which the filter looks were not. What stands there instead?"
    expect("only the chunks it needs", not strange and not missing, words)
    most = _most_fetches(cost)
    expect(
        "no chunk is fetched twice",
        most == 1,
        f"{cost.fetches} fetches for {len(cost.chunks)} chunks, up to {most} of the same one. "
        "Neither zarr nor dask keeps a chunk for your next read"
        if most != 1
        else f"{cost.fetches} fetches for {len(cost.chunks)} chunks",
    )


@functools.lru_cache(maxsize=16)
def _filtered(made, sigma):
    """Return the whole image, filtered in one go."""
    return ndi.gaussian_filter(distinct(*made).astype(float), sigma)


# -------------------------------------------------------------------------------- grey_values


@task(
    criteria=GREY,
    cases=[
        {
            "about": "blocks of different brightness",
            "criterion": "the right counts",
            "shape": (21, 50, 70),
            "chunks": (8, 26, 40),
        },
        {
            "about": "a stack larger than the budget",
            "criterion": "the right counts",
            "shape": (16, 880, 900),
            "chunks": (4, 180, 240),
            "budget": 12 * MIB,
        },
        {
            "about": "all voxels equal",
            "criterion": "an even image",
            "shape": (29, 30),
            "chunks": (16, 16),
            "even": 700,
        },
    ],
)
def grey_values(
    student,
    expect,
    *,
    criterion,
    shape,
    chunks,
    name="nuclei",
    low=90,
    high=65_000,
    even=None,
    budget=None,
):
    """Check the count of every grey value, how often chunks came, and what was held."""
    key = (shape, chunks, low, high, even)
    path = stored(student, name, chunks, key, lambda: _uneven(*key))
    run = student.call("grey_values", Store(path), name)
    expect.array(criterion, run.value, _counts(*key), about="grey values")
    cost = run.cost(path, name)
    most, fewest = _most_fetches(cost), len(cost.chunks)
    words = f"{cost.fetches} fetches of {cost.total_chunks} chunks, up to {most} of the same one"
    if fewest < cost.total_chunks:
        words += f"; {cost.total_chunks - fewest} chunks were never looked at"
    elif most > 2:
        words += "; what two questions ask of the same block can be answered together"
    expect("two passes, no more", most <= 2 and fewest == cost.total_chunks, words)
    if budget is None:
        return
    if run.peak_bytes is None:
        expect("little is held", True, "not measured: this system does not tell peak memory")
        return
    held = f"{format_bytes(run.peak_bytes)} held; the limit is {budget // MIB} MiB"
    expect("little is held", run.peak_bytes <= budget, held)


@functools.lru_cache(maxsize=4)
def _uneven(shape, chunks, low, high, even):
    """Return a stack whose blocks differ in brightness, with both extremes far from its corners."""
    if even is not None:
        return np.full(shape, even, "uint16")
    if high - low < 700:
        data = distinct(shape) % (high - low) + low
        data[tuple(n - 3 for n in shape)] = high
        return data
    data = distinct(shape) % 500
    for number, box in enumerate(_blocks(shape, chunks)):
        data[box] += low + 1 + number * 7919 % (high - low - 600)
    data[tuple(n // 2 for n in shape)] = low
    data[tuple(n - 3 for n in shape)] = high
    return data


@functools.lru_cache(maxsize=4)
def _counts(*key):
    """Return how many voxels have each grey value once the stack is scaled as a whole."""
    values, times = np.unique(_uneven(*key).ravel(), return_counts=True)
    values = values.astype("int64")
    low, high = values[0], values[-1]
    grey = (values - low) * 255 // max(high - low, 1)
    return np.bincount(grey, weights=times, minlength=256).astype(int)


def _blocks(shape, blocks):
    """Return the slices of all blocks, the last axis fastest."""
    axes = [[slice(a, min(a + b, n)) for a in range(0, n, b)] for n, b in zip(shape, blocks,
            strict=True)]  # fmt: skip
    return list(itertools.product(*axes))


# ------------------------------------------------------------------------------- merge_labels


def labelled_blocks(shape, chunks, seed, touching=None):
    """Return an image of which each block was labelled by itself: 1, 2, 3 ... in every block.

    Snakes wind through many blocks. With `touching`, slanted cells lie wall to wall, with a few
    holes ("holes") or with none ("no background").
    """
    rng = np.random.default_rng(seed)
    places = np.indices(shape)
    if touching:
        scale = [max(c // 2 + 1, 3) for c in chunks]
        places[-1] += places[:-1].sum(axis=0)
        cells = [(p + rng.integers(0, s)) // s for p, s in zip(places, scale, strict=True)]
        truth = np.ravel_multi_index(cells, [sum(shape) + 2] * len(shape)) + 1
        if touching == "holes":
            truth[rng.random(shape) < 0.1] = 0
    elif seed is None:
        truth = np.zeros(shape, int)
    else:
        bends = sum(1.5 * np.sin(p / 4 + rng.uniform(0, 6)) for p in places[:-1])
        truth = (np.sin(places[-1] / 2.2 + bends) > 0.3).astype(int)
    labels = np.zeros(shape, "uint16")
    for box in _blocks(shape, chunks):
        labels[box] = _own_numbers(truth[box], rng)
    return labels


def _own_numbers(truth, rng):
    """Return the connected pieces of a block under numbers from 1 on, in no order."""
    found = np.zeros(truth.shape, "uint16")
    count = 0
    for value in np.unique(truth[truth > 0]):
        pieces, n = ndi.label(truth == value)
        found[pieces > 0] = pieces[pieces > 0] + count
        count += n
    return np.concatenate([[0], rng.permutation(count) + 1]).astype("uint16")[found]


@functools.lru_cache(maxsize=16)
def _joined(shape, chunks, seed, touching, contact):
    """Return the merged labels: 1, 2, 3 ... in the order of the first voxel."""
    labels = labelled_blocks(shape, chunks, seed, touching).astype(int)
    most = int(labels.max()) + 1
    for number, box in enumerate(_blocks(shape, chunks)):
        labels[box] += (labels[box] > 0) * number * most
    parent = {}

    def root(a):
        while parent.get(a, a) != a:
            a = parent[a]
        return a

    for axis, (n, chunk) in enumerate(zip(shape, chunks, strict=True)):
        for border in range(chunk, n, chunk):
            faces = np.take(labels, border - 1, axis), np.take(labels, border, axis)
            both = np.stack([f[(faces[0] > 0) & (faces[1] > 0)] for f in faces])
            for a, b in _often(both, contact):
                parent[root(a)] = root(b)
    known = np.unique(labels)
    roots = np.array([root(int(a)) for a in known])[np.searchsorted(known, labels)]
    values, first = np.unique(roots, return_index=True)
    order = [int(v) for v in values[np.argsort(first)] if v]
    numbers = {value: i + 1 for i, value in enumerate(order)} | {0: 0}
    return np.vectorize(numbers.get, otypes=[int])(roots)


def _often(pairs, contact):
    found, count = np.unique(pairs, axis=1, return_counts=True)
    return [tuple(map(int, pair)) for pair in found[:, count >= contact].T]


@task(
    criteria=MERGE,
    cases=[
        {
            "about": "objects across a few blocks",
            "criterion": "pieces become one",
            "shape": (40, 50),
            "chunks": (16, 16),
            "seed": 1,
        },
        {
            "about": "objects through many blocks of a stack",
            "criterion": "pieces become one",
            "shape": (13, 26, 31),
            "chunks": (5, 10, 12),
            "seed": 2,
        },
        {
            "about": "a single block",
            "criterion": "pieces become one",
            "shape": (14, 18),
            "chunks": (16, 24),
            "seed": 4,
        },
        {
            "about": "cells that touch inside of a block",
            "criterion": "neighbours stay apart",
            "shape": (41, 53),
            "chunks": (16, 20),
            "seed": 3,
            "touching": "holes",
            "contact": 3,
        },
    ],
)
def merge_labels(
    student, expect, *, criterion, shape, chunks, seed, touching=None, contact=1, name="cells"
):
    """Check which labels became one, their numbers, and how often the chunks were fetched."""
    made = (shape, chunks, seed, touching)
    path = stored(student, name, chunks, made, lambda: labelled_blocks(*made))
    run = student.call("merge_labels", Store(path), name, contact)
    right = _joined(*made, contact)
    value = np.asarray(run.value) if isinstance(run.value, np.ndarray | list) else None
    if value is None or value.shape != shape or value.dtype.kind not in "iu":
        what = "no array" if value is None else f"{value.dtype} of shape {value.shape}"
        for judged in (criterion, "the numbers"):
            expect(judged, False, f"returned {what}; expected whole numbers of shape {shape}")
    else:
        _judge_merged(expect, criterion, value, right, contact)
    cost = run.cost(path, name)
    most = _most_fetches(cost)
    words = f"{cost.fetches} fetches of {cost.total_chunks} chunks, up to {most} of the same one"
    if most > 2:
        words += "; a border reads the two whole chunks on its sides. What may be kept of a block?"
    expect("no more than two passes", 1 <= most <= 2, words)


def _judge_merged(expect, criterion, value, right, contact):
    pairs = np.unique(np.stack([value.ravel(), right.ravel()]), axis=1)
    mine, true = pairs
    strange = ((mine == 0) != (true == 0)).any()
    split = int((np.bincount(true[true > 0]) > 1).sum())
    glued = int((np.unique(mine[mine != 0], return_counts=True)[1] > 1).sum())
    objects = int(right.max())
    words = f"{objects} objects, at a contact of {contact}: "
    if strange:
        words += "background and objects are not where they were"
    else:
        words += f"{split} are still in pieces, {glued} of your numbers hold several"
    expect(criterion, not (strange or split or glued), words)
    if strange or split or glued:
        expect("the numbers", False, "not judged before the right pieces are one")
        return
    wrong = int((value != right).sum())
    words = f"{wrong:,} voxels have another number than asked for; who comes first, in which order?"
    expect("the numbers", not wrong, words if wrong else f"1 to {objects}, as they come")


# -------------------------------------------------------------------------------- block_table


def spots(shape, seed, dtype="uint16"):
    """Return a dim image with bright crowds in some places and none in others."""
    rng = np.random.default_rng(seed)
    data = (distinct(shape, dtype, salt=seed) % 90).astype(dtype)
    for _ in range(5):
        corner = [int(rng.integers(0, max(n - n // 5, 1))) for n in shape]
        box = tuple(slice(a, a + max(n // 6, 2)) for a, n in zip(corner, shape, strict=True))
        data[box] += np.dtype(dtype).type(100)
    return data


@task(
    criteria=TABLE,
    cases=[
        {
            "about": "a block is a chunk",
            "shape": (20, 48, 70),
            "chunks": (12, 20, 24),
            "blocks": (12, 20, 24),
            "level": 120,
            "seed": 1,
        },
        {
            "about": "blocks of several chunks",
            "shape": (20, 48, 70),
            "chunks": (9, 8, 24),
            "blocks": (20, 16, 48),
            "level": 130,
            "seed": 2,
        },
        {
            "about": "an image of two axes",
            "shape": (97, 133),
            "chunks": (32, 30),
            "blocks": (32, 60),
            "level": 150,
            "seed": 3,
        },
    ],
)
def block_table(
    student, expect, *, shape, chunks, blocks, level, seed, name="spots", dtype="uint16"
):
    """Check the line of every block, and that each chunk came once."""
    made = (shape, seed, dtype)
    path = stored(student, name, chunks, made, lambda: spots(*made))
    run = student.call("block_table", Store(path), name, blocks, level)
    right = _lines(made, blocks, level)
    corners = [[s.start for s in box] for box in _blocks(shape, blocks)]
    _judge_lines(expect, run.value, right, np.array(corners))
    cost = run.cost(path, name)
    once = cost.fetches == cost.total_chunks == len(cost.chunks)
    words = f"{cost.fetches} fetches, {len(cost.chunks)} of {cost.total_chunks} chunks"
    if not once:
        words += "; to count and to find the centre, one look at a block is enough"
    expect("each chunk is fetched once", once, words)


@functools.lru_cache(maxsize=16)
def _lines(made, blocks, level):
    image, lines = spots(*made), []
    for box in _blocks(image.shape, blocks):
        places = np.argwhere(image[box] > level)
        corner = [s.start for s in box]
        centre = places.mean(axis=0) + corner if len(places) else [np.nan] * image.ndim
        lines.append([len(places), *centre])
    return np.array(lines, dtype=float)


def _judge_lines(expect, value, right, corners):
    first, *others = TABLE
    try:
        value = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        value = np.empty(0)
    if value.shape != right.shape:
        words = f"the shape is {value.shape}; expected {right.shape}, a line for each block"
        for criterion in (first, *others[:2]):
            expect(criterion, False, words)
        return
    wrong = int((value[:, 0] != right[:, 0]).sum())
    words = f"{wrong} of {len(right)} lines have another number of bright voxels"
    words += "; does each line stand in its block's place?" if wrong else ""
    expect(first, not wrong, words)
    full = right[:, 0] > 0
    near = np.isclose(value[full, 1:], right[full, 1:], rtol=1e-9, atol=1e-9).all(axis=1)
    words = f"{int((~near).sum())} of {len(near)} centres are not where the bright voxels are"
    if not near.all() and np.allclose((value[:, 1:] + corners)[full], right[full, 1:]):
        words += "; they are places within their block. Where does the block begin?"
    expect("places in the whole image", near.all(), words)
    if not full.all():
        good = (value[~full, 0] == 0).all() and np.isnan(value[~full, 1:]).all()
        shown = value[~full][0].tolist()
        words = f"a block without a bright voxel has the line {shown}; expected 0, then nan"
        expect("blocks without a bright voxel", good, "0, then nan" if good else words)
