"""The open checks of 07_zarr. Students may read them: they say what is asked, not how."""

import itertools
import json
import math

import numpy as np

from outofcore import grid
from outofcore.checking import AnswerFailed, Store, show_call, task
from outofcore.formats import zarr as on_disk
from outofcore.units import format_bytes

ADDRESS = {
    "an object of Zarr 3": 1,
    "an object of Zarr 2": 1,
    "a shard": 1,
    "the place inside of the chunk": 1,
}
POINTS = {
    "the right values": 1,
    "in the order of the points": 0.5,
    "each chunk is fetched once": 1.5,
    "no other chunk is fetched": 1,
}
WRITERS = {
    "every voxel is written once": 1,
    "no object has two writers": 1.5,
    "the work is shared out": 1,
    "no writer too many": 0.5,
}
READ = {"requests without shards": 1, "requests with shards": 1, "the bytes": 1, "the seconds": 1}
SHARDS = {
    "a shard shape that zarr takes": 1,
    "few enough objects": 1,
    "small enough to be held": 1,
    "few enough requests for a plane": 1,
}
ALL = slice(None)


# ---------------------------------------------------------------- voxel_address


def metadata_text(
    *,
    shape,
    chunks,
    shards=None,
    old=False,
    naming="default",
    separator=None,
    packed=False,
    configured=False,
    notes=None,
    upside_down=False,
):
    """Return the text that describes an array: `zarr.json`, or `.zarray` in version 2.

    `configured` gives the key encoding a configuration even where it says nothing; `upside_down`
    writes the entries in the reverse order, which means the same.
    """
    if old:
        about = {"zarr_format": 2, "shape": shape, "chunks": chunks, "dtype": "<u2", "order": "C"}
        about |= {"compressor": None, "filters": None, "fill_value": 0}
        return json.dumps(about | ({"dimension_separator": separator} if separator else {}))
    codecs = [{"name": "bytes", "configuration": {"endian": "little"}}]
    if packed:  # single bytes have no order, so zarr writes no configuration
        codecs = [{"name": "bytes"}, {"name": "gzip", "configuration": {"level": 5}}]
    if shards:
        inner = {"chunk_shape": chunks, "codecs": codecs, "index_location": "end"}
        inner["index_codecs"] = [*codecs, {"name": "crc32c"}]
        codecs = [{"name": "sharding_indexed", "configuration": inner}]
    said = {"separator": separator} if separator else {}
    encoding = {"name": naming} | ({"configuration": said} if said or configured else {})
    about = {
        "zarr_format": 3,
        "node_type": "array",
        "shape": shape,
        "data_type": "uint8" if packed else "uint16",
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": shards or chunks}},
        "chunk_key_encoding": encoding,
        "fill_value": 0,
        "codecs": codecs,
        "attributes": notes or {},
    }
    return json.dumps(dict(reversed(about.items())) if upside_down else about)


def address_of(position, *, chunks, shards=None, old=False, naming="default", separator=None, **_):
    """Return the key of a voxel's object and the voxel's place inside of its chunk."""
    index = [str(p // c) for p, c in zip(position, shards or chunks, strict=True)]
    is_new = not old and naming == "default"
    key = (separator or ("/" if is_new else ".")).join([*(["c"] if is_new else []), *index])
    return key, tuple(p % c for p, c in zip(position, chunks, strict=True))


@task(
    criteria=ADDRESS,
    cases=[
        {
            "about": "an array of Zarr 3",
            "criterion": "an object of Zarr 3",
            "shape": [40, 300, 500],
            "chunks": [16, 64, 48],
            "position": (17, 130, 499),
        },
        {
            "about": "Zarr 3 with dots between the numbers",
            "criterion": "an object of Zarr 3",
            "shape": [300, 500],
            "chunks": [64, 70],
            "position": (299, 71),
            "separator": ".",
        },
        {
            "about": "Zarr 3 whose objects are named as in Zarr 2",
            "criterion": "an object of Zarr 3",
            "shape": [300, 500],
            "chunks": [64, 70],
            "position": (63, 140),
            "naming": "v2",
            "separator": "/",
        },
        {
            "about": "an array of Zarr 2",
            "criterion": "an object of Zarr 2",
            "shape": [40, 300, 500],
            "chunks": [10, 64, 48],
            "position": (39, 65, 47),
            "old": True,
        },
        {
            "about": "Zarr 2 with slashes",
            "criterion": "an object of Zarr 2",
            "shape": [40, 300],
            "chunks": [10, 64],
            "position": (12, 299),
            "old": True,
            "separator": "/",
        },
        {
            "about": "an array with shards",
            "criterion": "a shard",
            "shape": [40, 300, 500],
            "chunks": [8, 32, 50],
            "shards": [16, 128, 100],
            "position": (25, 299, 260),
        },
    ],
)
def voxel_address(student, expect, *, criterion, position, **about):
    """Check the key of the object and the place of the voxel in its chunk."""
    student.refuse_names("voxel_address", "zarr", "open_array", "encode_chunk_key")
    try:
        value = student.call("voxel_address", metadata_text(**about), position).value
    except AnswerFailed as error:
        known = "; what does zarr_format say in this text?" if about.get("old") else ""
        raise AnswerFailed(f"{error}{known}") from None
    if not isinstance(value, tuple | list) or len(value) != 2:
        words = f"returned {value!r:.80}; expected a pair: a key and a place"
        expect(criterion, False, words)
        expect("the place inside of the chunk", False, words)
        return
    key, place = address_of(position, **about)
    shown = f"voxel {position} of {_layout(**about)}"
    said = value[0] if isinstance(value[0], str) else f"{value[0]!r:.60}, which is no text"
    known = _why_not(said, key, position, about)
    expect(criterion, value[0] == key, f"{shown}: {said}{'' if value[0] == key else known}")
    got = _whole_numbers(value[1])
    within = "" if got == place else _why_not_there(got, place, position, about)
    expect("the place inside of the chunk", got == place, f"{shown}: at {value[1]!r:.60}{within}")


def _layout(*, shape, chunks, shards=None, old=False, **_):
    inside = f", shards {tuple(shards)}" if shards else ""
    return f"a Zarr {2 if old else 3} array {tuple(shape)}, chunks {tuple(chunks)}{inside}"


def _why_not(said, key, position, about):
    shards, chunks = about.get("shards"), about["chunks"]
    if said in (str(position), "/".join(map(str, position))):
        return "; that is the position itself: which object is it in?"
    if shards and said == address_of(position, chunks=chunks)[0]:
        return "; no object has this name: the chunks of this array lie inside of shards"
    if sorted(said.replace("/", ".").split(".")) == sorted(key.replace("/", ".").split(".")):
        return "; the numbers are right: what does the text say of how a name is put together?"
    if said.removeprefix("c/") == key or f"c/{said}" == key:
        return "; the numbers are right: does a name of this version begin with c?"
    return "; there is no object of this name, or the voxel is not in it"


def _why_not_there(got, place, position, about):
    shards = about.get("shards")
    if shards and got == tuple(p % s for p, s in zip(position, shards, strict=True)):
        return "; that is its place in the shard: its chunk is a part of that"
    if got == tuple(p // c for p, c in zip(position, about["chunks"], strict=True)):
        return "; that is the number of the chunk: how far into it does the voxel lie?"
    return "; count from the first voxel of its chunk, along each axis"


def _whole_numbers(value):
    """Return a tuple of ints, or None for what is none."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if not isinstance(value, tuple | list):
        return None
    if not all(isinstance(v, int | np.integer) and not isinstance(v, bool) for v in value):
        return None
    return tuple(int(v) for v in value)


# ---------------------------------------------------------------- read_points


def distinct(shape, salt=0, dtype="u4"):
    """Return an array whose values differ, none of them 0. Another `salt`, other values.

    Those of a signed or a floating type are large, and of both signs; whole numbers of eight bytes
    are larger than a float can hold.
    """
    values = 1 + (np.arange(math.prod(shape), dtype="i8") * 40503 + salt) % 65521
    if np.dtype(dtype).kind != "u":
        values = values * 30_011 - 2**30
    if np.dtype(dtype) == "i8":
        values = values * 1_000_000_007
    if np.dtype(dtype).kind == "f":
        values = values + 0.25
    return values.astype(dtype).reshape(shape)


def stored(student, name, shape, chunks, shards, salt=0, dtype="u4"):
    """Return the path of a Zarr group that holds `distinct(shape)` as the array `name`."""

    def write(path):
        options = {"shards": shards} if shards else {}
        values = {name: distinct(shape, salt, dtype)}
        on_disk.write_array(path, values, chunks=chunks, **options)

    return student.input_file(("zarr", name, shape, chunks, shards, salt, dtype), write)


def some_points(shape, chunks, seed, crowds=3, each=6):
    """Return points in a few crowded places, in no order, some of them twice."""
    rng = np.random.default_rng(seed)
    points = []
    for _ in range(crowds):
        corner = [int(rng.integers(0, n)) // c * c for n, c in zip(shape, chunks, strict=True)]
        for _ in range(each):
            points.append(
                tuple(
                    min(a + int(rng.integers(0, c)), n - 1)
                    for a, c, n in zip(corner, chunks, shape, strict=True)
                )
            )
    points += points[:2]
    return [points[i] for i in rng.permutation(len(points))]


@task(
    criteria=POINTS,
    cases=[
        {"about": "three crowded places", "shape": (20, 60, 75), "chunks": (8, 16, 20), "seed": 1},
        {
            "about": "the same from shards",
            "shape": (20, 60, 75),
            "chunks": (8, 16, 20),
            "shards": (16, 32, 40),
            "seed": 2,
        },
        {
            "about": "two far corners of the array",
            "shape": (23, 54, 50),
            "chunks": (8, 16, 16),
            "points": [(22, 53, 49), (0, 0, 0), (22, 52, 48), (1, 2, 3)],
            "dtype": "f8",
        },
    ],
)
def read_points(
    student,
    expect,
    *,
    shape,
    chunks,
    name="cells",
    shards=None,
    seed=None,
    points=None,
    salt=0,
    dtype="u4",
):
    """Check the values, their order, and that each chunk with a point in it comes once."""
    path = stored(student, name, shape, chunks, shards, salt, dtype)
    points = points or some_points(shape, chunks, seed)
    run = student.call("read_points", Store(path), name, points)
    values = distinct(shape, salt, dtype)[tuple(np.transpose(points))]
    order = _judge_values(expect, run.value, values)
    expect("in the order of the points", not order, order or "each value stands where it belongs")

    cost = run.cost(path, name)
    needed = {tuple(p // c for p, c in zip(point, chunks, strict=True)) for point in points}
    most = max((times for _, times in cost.chunk_reads), default=0)
    advice = (
        "; zarr keeps no chunk: what two reads share is fetched twice. Ask for what lies together "
        "in one go"
        if most > 1
        else ("; were the values read from the store?" if not most else "")
    )
    expect(
        "each chunk is fetched once",
        most == 1,
        f"{cost.fetches:,} fetches, up to {most} of the same chunk, for {len(points)} points in "
        f"{len(needed)} chunks{advice}",
    )
    extra = len(set(cost.chunks) - needed)
    expect(
        "no other chunk is fetched",
        not extra and cost.fetches > 0,
        f"{extra} of {cost.total_chunks} chunks were fetched though no point lies in them; "
        f"{format_bytes(cost.data_bytes)} read in all"
        if extra
        else "only chunks in which a point lies"
        if cost.fetches
        else "nothing was read",
    )


def _judge_values(expect, got, values):
    """Judge the values as a set; return in words what is wrong with their order, or ''."""
    try:
        found = np.asarray(got)
        found = found if found.dtype.kind in "iuf" else None
    except ValueError:
        found = None
    if found is None or found.shape != values.shape:
        what = "no array of numbers" if found is None else f"an array of shape {found.shape}"
        words = f"returned {what}; expected {len(values)} values, one for each point"
        expect("the right values", False, words)
        return words
    here, asked = found.tolist(), values.tolist()  # Python compares 2**53 + 1 with a float exactly
    same = sorted(here) == sorted(asked)
    wrong = sum(a != b for a, b in zip(here, asked, strict=True))
    words = f"{wrong} of {len(values)} values differ"
    if wrong and found.dtype.kind == "f" and values.dtype.kind in "iu":
        words += f"; {values.dtype} is stored and {found.dtype} came back, which rounds large ones"
    expect("the right values", same, "all values are right" if same else words)
    if same and wrong:
        return f"the values are right, and {wrong} of {len(values)} stand at another point's place"
    return words if wrong else ""


# ---------------------------------------------------------------- plan_writers


@task(
    criteria=WRITERS,
    cases=[
        {
            "about": "the example",
            "shape": (10, 6),
            "chunks": (4, 6),
            "shards": None,
            "writers": 2,
        },
        {
            "about": "chunks, three writers",
            "shape": (100, 200, 300),
            "chunks": (8, 50, 64),
            "shards": None,
            "writers": 3,
        },
        {
            "about": "shards, four writers",
            "shape": (100, 900, 300),
            "chunks": (8, 50, 64),
            "shards": (32, 100, 128),
            "writers": 4,
        },
        {
            "about": "more writers than there are objects along any axis",
            "shape": (30, 50, 70),
            "chunks": (8, 16, 16),
            "shards": (16, 32, 32),
            "writers": 7,
        },
        {
            "about": "an array of 64 TiB",
            "shape": (2**15, 2**15, 2**15 - 3),
            "chunks": (64, 64, 64),
            "shards": (512, 1024, 1024),
            "writers": 10,
        },
    ],
)
def plan_writers(student, expect, *, shape, chunks, shards, writers):
    """Check by geometry that the boxes cover the array and share no object."""
    given = (shape, chunks, shards, writers)
    value = student.call("plan_writers", *given).value
    returned = f"{show_call('plan_writers', *given)}"
    boxes = _boxes(value, len(shape))
    if boxes is None or len(boxes) > max(1000, writers):
        words = f"{returned} returned {value!r:.60}; expected a list of boxes (start, stop)"
        if boxes is not None:
            words = f"{returned} returned {len(boxes):,} boxes for {writers:,} writers"
        for criterion in WRITERS:
            expect(criterion, False, words)
        return
    unit = shards or chunks
    wrong = _what_is_not_covered(boxes, shape)
    expect("every voxel is written once", not wrong, f"{returned}: {wrong or 'an exact cover'}")
    shared = _shared(boxes, unit)
    name = "shard" if shards else "chunk"
    expect(
        "no object has two writers",
        bool(boxes) and not shared,
        f"{returned}: {shared[0]} and {shared[1]} both write into the {name} {shared[2]}; "
        "an object is written whole, so the second of them undoes the first"
        if shared
        else f"no {name} in two boxes"
        if boxes
        else f"{returned}: no box at all",
    )
    counts = grid.grid_shape(shape, unit)
    longest = max(counts)
    fair = -(-longest // writers) * math.prod(counts) // longest
    most = max((math.prod(len(r) for r in _objects(box, unit)) for box in boxes), default=0)
    expect(
        "the work is shared out",
        0 < most <= fair,
        f"{returned}: the largest share has {most:,} of {math.prod(counts):,} objects; cut along "
        f"the axis with the most, {fair:,} are enough",
    )
    empty = sum(any(a >= b for a, b in zip(*box, strict=True)) for box in boxes)
    expect(
        "no writer too many",
        0 < len(boxes) <= writers and not empty,
        f"{returned}: {len(boxes)} boxes for {writers} writers, {empty} of them empty",
    )


def _boxes(value, ndim):
    """Return the boxes as tuples of ints, or None where they are none."""
    if not isinstance(value, list | tuple):
        return None
    boxes = []
    for box in value:
        if not isinstance(box, list | tuple) or len(box) != 2:
            return None
        ends = [_whole_numbers(end) for end in box]
        if None in ends or any(len(end) != ndim for end in ends):
            return None
        boxes.append(tuple(ends))
    return boxes


def _what_is_not_covered(boxes, shape):
    """Return in words why the boxes are no exact cover of the array, or ''."""
    for start, stop in boxes:
        inside = all(a >= 0 and b <= n for a, b, n in zip(start, stop, shape, strict=True))
        if not inside:
            return f"the box {start} to {stop} reaches out of the array"
    for one, other in itertools.combinations(boxes, 2):
        if all(max(a, c) < min(b, d) for a, b, c, d in zip(*one, *other, strict=True)):
            return f"the boxes {one} and {other} overlap"
    covered = sum(math.prod(max(b - a, 0) for a, b in zip(*box, strict=True)) for box in boxes)
    missing = math.prod(shape) - covered
    return (
        f"{missing:,} voxels belong to nobody; does the last box end with the array?"
        if missing
        else ""
    )


def _objects(box, unit):
    """Return along each axis the range of objects that a box touches."""
    return [
        range(a // u, (b - 1) // u + 1) if a < b else range(0)
        for a, b, u in zip(*box, unit, strict=True)
    ]


def _shared(boxes, unit):
    """Return the numbers of two boxes and the object that both touch, or None."""
    touched = [_objects(box, unit) for box in boxes]
    for (i, one), (j, other) in itertools.combinations(enumerate(touched), 2):
        common = [max(a.start, b.start) for a, b in zip(one, other, strict=True)]
        ends = [min(a.stop, b.stop) for a, b in zip(one, other, strict=True)]
        if all(c < e for c, e in zip(common, ends, strict=True)):
            return f"box {i}", f"box {j}", tuple(common)
    return None


# ---------------------------------------------------------------- predict_read


def requests_of(shape, itemsize, chunks, shards, start, stop):
    """Return (requests, bytes) of a read, as the contract counts them."""
    selection = tuple(slice(a, b) for a, b in zip(start, stop, strict=True))
    chunk_bytes = math.prod(chunks) * itemsize
    if shards is None:
        count = grid.count_touched(selection, shape, chunks)
        return count, count * chunk_bytes
    requests = nbytes = 0
    inside = math.prod(s // c for s, c in zip(shards, chunks, strict=True))
    for index in grid.touched_chunks(selection, shape, shards):
        region = grid.chunk_region(index, shape, shards)
        part = tuple(
            slice(max(a, r.start), min(b, r.stop))
            for a, b, r in zip(start, stop, region, strict=True)
        )
        touched = grid.count_touched(part, shape, chunks)
        requests += 1 if touched == inside else 1 + touched
        nbytes += 16 * inside + 4 + touched * chunk_bytes
    return requests, nbytes


@task(
    criteria=READ,
    cases=[
        {
            "about": "a plane, no shards",
            "shape": (40, 300, 500),
            "chunks": (16, 64, 48),
            "start": (20, 0, 0),
            "stop": (21, 300, 500),
        },
        {
            "about": "a small box across chunk borders",
            "shape": (40, 300, 500),
            "chunks": (16, 64, 48),
            "start": (15, 60, 40),
            "stop": (17, 70, 50),
            "at_once": 3,
        },
        {
            "about": "one voxel in a shard",
            "shape": (40, 300, 500),
            "chunks": (8, 64, 50),
            "shards": (16, 128, 200),
            "start": (20, 200, 333),
            "stop": (21, 201, 334),
        },
        {
            "about": "a whole shard",
            "shape": (40, 300, 500),
            "chunks": (8, 64, 50),
            "shards": (16, 128, 200),
            "start": (16, 128, 200),
            "stop": (32, 256, 400),
            "itemsize": 1,
            "latency_s": 0.1,
            "bytes_per_s": 1e6,
            "at_once": 1,
        },
        {
            "about": "a plane through flat shards",
            "shape": (40, 300, 500),
            "chunks": (8, 64, 50),
            "shards": (8, 128, 200),
            "start": (20, 0, 0),
            "stop": (21, 300, 500),
        },
        {
            "about": "a box that holds whole shards and parts of others",
            "shape": (40, 300, 500),
            "chunks": (8, 64, 50),
            "shards": (16, 128, 200),
            "start": (0, 100, 180),
            "stop": (40, 300, 500),
            "at_once": 7,
        },
    ],
)
def predict_read(
    student,
    expect,
    *,
    shape,
    chunks,
    start,
    stop,
    shards=None,
    itemsize=2,
    latency_s=0.05,
    bytes_per_s=80e6,
    at_once=10,
):
    """Check requests and bytes by the rules, and the seconds by the learner's own counts."""
    student.refuse_names("predict_read", "zarr_reads", "measure_read", "measure_reads")
    given = (shape, itemsize, chunks, shards, start, stop, latency_s, bytes_per_s, at_once)
    value = student.call("predict_read", *given).value
    criterion = "requests with shards" if shards else "requests without shards"
    if not isinstance(value, tuple | list) or len(value) != 3:
        for name in (criterion, "the bytes", "the seconds"):
            expect(name, False, f"returned {value!r:.60}; expected (requests, bytes, seconds)")
        return
    requests, nbytes = requests_of(shape, itemsize, chunks, shards, start, stop)
    where = f"the box {start} to {stop} of {shape}, chunks {chunks}, shards {shards}"
    if _whole_numbers(value[:1]) and value[0] != requests:
        known = _why_requests(shape, chunks, shards, start, stop)
        many = "request" if requests == 1 else "requests"
        words = f"you said {int(value[0]):,}, it takes {requests:,} {many} for {where}{known}"
        expect(criterion, False, words)
    else:
        expect.whole_number(criterion, value[0], requests, about=f"requests for {where}")
    expect.whole_number("the bytes", value[1], nbytes, about=f"bytes for {where}")
    if all(isinstance(v, int | np.integer) and not isinstance(v, bool) for v in value[:2]):
        own = -(-int(value[0]) // at_once) * latency_s + int(value[1]) / bytes_per_s
        text = f"s for your {value[0]:,} requests in whole waves of {at_once}"
        text += f", and your {value[1]:,} bytes"
        expect.number("the seconds", value[2], own, about=text)
    else:
        expect("the seconds", False, "requests and bytes are no whole numbers")


def _why_requests(shape, chunks, shards, start, stop):
    """Return in words how many of the shards that a box touches come whole."""
    if not shards:
        return "; each chunk that the box touches is one"
    box = tuple(slice(a, b) for a, b in zip(start, stop, strict=True))
    inside = math.prod(s // c for s, c in zip(shards, chunks, strict=True))
    touched, whole = list(grid.touched_chunks(box, shape, shards)), 0
    for index in touched:
        region = grid.chunk_region(index, shape, shards)
        part = tuple(
            slice(max(b.start, r.start), min(b.stop, r.stop))
            for b, r in zip(box, region, strict=True)
        )
        whole += grid.count_touched(part, shape, chunks) == inside
    return (
        f"; shards that the box touches: {len(touched)}; with all of their {inside} chunks: {whole}"
    )


# ---------------------------------------------------------------- choose_shards


@task(
    criteria=SHARDS,
    cases=[
        {
            "about": "a layer of chunks that few flat shards divide",
            "shape": (46, 390, 388),
            "itemsize": 2,
            "chunks": (4, 40, 50),
            "max_objects": 201,
            "max_shard_bytes": 100_000,
            "max_requests": 24,
        },
        {
            "about": "a stack of 96 planes",
            "shape": (96, 500, 700),
            "itemsize": 2,
            "chunks": (8, 50, 70),
            "max_objects": 8,
            "max_shard_bytes": 8_400_000,
            "max_requests": 103,
        },
        {
            "about": "planes that may come as whole shards",
            "shape": (60, 512, 512),
            "itemsize": 2,
            "chunks": (1, 64, 64),
            "max_objects": 240,
            "max_shard_bytes": 300_000,
            "max_requests": 8,
        },
        {
            "about": "chunks that do not divide the array",
            "shape": (75, 430, 610),
            "itemsize": 4,
            "chunks": (10, 64, 64),
            "max_objects": 24,
            "max_shard_bytes": 5_000_000,
            "max_requests": 20,
        },
    ],
)
def choose_shards(
    student, expect, *, shape, itemsize, chunks, max_objects, max_shard_bytes, max_requests
):
    """Check the four limits by geometry."""
    given = (shape, itemsize, chunks, max_objects, max_shard_bytes, max_requests)
    try:
        value = student.call("choose_shards", *given).value
    except AnswerFailed as error:
        known = "; at least one shape keeps all limits" if "returned None" in str(error) else ""
        raise AnswerFailed(f"{error}{known}") from None
    returned = f"{show_call('choose_shards', *given)} returned {value!r:.60}"
    shards = _whole_numbers(value)
    wrong = _what_is_wrong(shards, shape, chunks)
    if not expect("a shard shape that zarr takes", not wrong, f"{returned}{wrong}"):
        for name in list(SHARDS)[1:]:
            expect(name, False, "no shard shape to judge")
        return
    objects = grid.count_chunks(shape, shards)
    expect(
        "few enough objects", objects <= max_objects,
        f"{returned}: {objects:,} objects; the limit is {max_objects:,}",
    )  # fmt: skip
    nbytes = math.prod(shards) * itemsize
    expect(
        "small enough to be held", nbytes <= max_shard_bytes,
        f"{returned}: a shard of {nbytes:,} bytes; the limit is {max_shard_bytes:,}",
    )  # fmt: skip
    requests, _ = requests_of(shape, itemsize, chunks, shards, (0,) * len(shape), (1, *shape[1:]))
    expect(
        "few enough requests for a plane", requests <= max_requests,
        f"{returned}: an XY plane takes {requests:,} requests; the limit is {max_requests:,}",
    )  # fmt: skip


def _what_is_wrong(shards, shape, chunks):
    """Return in words why zarr would not take `shards`, or ''."""
    if shards is None or len(shards) != len(shape):
        return f"; expected {len(shape)} whole numbers, one per axis"
    for s, c, n in zip(shards, chunks, shape, strict=True):
        if s < 1 or s % c:
            return f"; a shard holds whole chunks: {s} is no multiple of {c}"
        if s > -(-n // c) * c:
            return f"; {s} is more than the chunks that the axis of {n} has"
    return ""
