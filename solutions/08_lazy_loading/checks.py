"""The open checks of 08_lazy_loading. Students may read them: they say what is asked, not how."""

import functools
import itertools
import math
import struct

import h5py
import numpy as np
import zarr

from outofcore import grid
from outofcore.checking import Source, Store, show_call, task
from outofcore.measure.reads import counting
from outofcore.units import MIB, format_bytes

DESCRIBE = {
    "what the array is": 1,
    "the blocks that the box needs": 1,
    "a contiguous data set": 1,
    "no voxel is read": 1,
}
SUMMARY = {
    "the right numbers": 1,
    "only the chunks of these planes": 1,
    "no chunk is fetched twice": 1,
    "little is held": 1,
}
BLOCKS = {
    "whole chunks": 1,
    "few enough blocks": 1,
    "no block too large": 1,
    "no voxel is read": 1,
}
BOXES = {
    "the right voxels": 1,
    "planes that were never taken": 1,
    "only the planes it needs": 1,
    "no plane is read twice": 1,
}
FAULTS = {
    "honest readers": 1,
    "voxels when it opens": 0.5,
    "voxels for a question": 0.5,
    "voxels when it is sliced": 0.5,
    "chunks nobody needs": 0.75,
    "the same bytes again": 0.75,
}
FACTS = ("shape", "dtype", "blocks", "last")
GAP = 40  # bytes that belong to no chunk, behind every second one
HEADER = struct.Struct("<4s4IQ")  # mark, nz, ny, nx, bytes per voxel, where the table lies


def distinct(shape, dtype="uint16", salt=0):
    """Return an array whose neighbours all differ, so that a misplaced read shows."""
    most = min(65521, np.iinfo(dtype).max)
    period = (np.arange(65521) + salt) * 40503 % 65521 % most
    return np.resize(period.astype(dtype), shape).astype(dtype)


def box(start, stop):
    """Return a box as the tuple of slices that selects it."""
    return tuple(slice(a, b) for a, b in zip(start, stop, strict=True))


def write_hdf5(student, shape, chunks, dtype="uint16"):
    """Return the path of an HDF5 file that holds `distinct(shape)` as the data set `volume`."""

    def write(path):
        with h5py.File(path, "w") as file:
            file.create_dataset("volume", data=distinct(shape, dtype), chunks=chunks)

    return student.input_file(("volume", shape, chunks, dtype), write)


def _nothing_read(expect, run, path):
    """Judge that only metadata was read."""
    read = run.cost(path, "volume").data_bytes
    expect(
        "no voxel is read",
        read == 0,
        f"{format_bytes(read)} of voxels were read; shape, dtype and chunks are metadata, and a "
        "dask array that is never computed asks for nothing more"
        if read
        else "only metadata was read",
    )


# ------------------------------------------------------------------------------ describe_view


@task(
    criteria=DESCRIBE,
    cases=[
        {
            "about": "a box across borders",
            "criterion": "what the array is",
            "shape": (37, 70, 90),
            "chunks": (8, 16, 32),
            "start": (5, 10, 20),
            "stop": (9, 40, 70),
        },
        {
            "about": "a plane",
            "criterion": "the blocks that the box needs",
            "shape": (37, 70, 90),
            "chunks": (8, 16, 32),
            "start": (20, 0, 0),
            "stop": (21, 70, 90),
        },
        {
            "about": "a box that ends on a border",
            "criterion": "the blocks that the box needs",
            "shape": (64, 60, 50),
            "chunks": (16, 20, 25),
            "start": (16, 20, 0),
            "stop": (32, 40, 25),
        },
        {
            "about": "no chunks at all",
            "criterion": "a contiguous data set",
            "shape": (19, 37, 50),
            "chunks": None,
            "start": (4, 5, 0),
            "stop": (11, 6, 50),
        },
    ],
)
def describe_view(student, expect, *, criterion, shape, chunks, start, stop, dtype="uint16"):
    """Check the facts about the blocks, and that no voxel was read for them."""
    path = write_hdf5(student, shape, chunks, dtype)
    run = student.call("describe_view", Source(path), start, stop)
    blocks = chunks or (1, *shape[1:])
    truth = {
        "shape": shape,
        "dtype": np.dtype(dtype).name,
        "blocks": grid.grid_shape(shape, blocks),
        "last": tuple(n - (n - 1) // c * c for n, c in zip(shape, blocks, strict=True)),
        "needed": grid.count_touched(box(start, stop), shape, blocks),
    }
    general = "what the array is" if chunks else criterion
    wrong = _wrong_facts(run.value, truth, FACTS)
    layout = f"shape {shape}, {'blocks of ' + str(blocks) if chunks else 'contiguous'}"
    expect(general, not wrong, f"{layout}: {wrong or 'all facts are right'}")
    wrong = _wrong_facts(run.value, truth, ("needed",))
    one_more = box(start, [min(b + 1, n) for b, n in zip(stop, shape, strict=True)])
    if wrong and run.value == truth | {"needed": grid.count_touched(one_more, shape, blocks)}:
        wrong += ". The box ends on a border of blocks: does it need the blocks behind it?"
    judged = "the blocks that the box needs" if chunks else criterion
    words = f"{layout}, box {start} to {stop}: {wrong or str(truth['needed']) + ' blocks, right'}"
    expect(judged, not wrong, words)
    _nothing_read(expect, run, path)


def _wrong_facts(value, truth, names):
    """Return in words which of the facts `names` is wrong, or an empty string."""
    if not isinstance(value, dict):
        return f"returned a {type(value).__name__}; expected a dictionary"
    for name in names:
        if name not in value:
            return f"the key {name!r} is missing"
        got, right = value[name], truth[name]
        if isinstance(right, tuple):
            same = isinstance(got, tuple | list) and len(got) == len(right)
            same = same and all(not isinstance(g, tuple | list | dict) for g in got)
            same = same and all(g == r for g, r in zip(got, right, strict=True))
        elif name == "dtype":
            same = isinstance(got, str) and got == right
        else:
            same = isinstance(got, int | np.integer) and got == right
        if not same:
            return f"{name!r} is {got!r:.60}; that is not what the file says"
    return ""


# ------------------------------------------------------------------------------ stack_summary


@task(
    criteria=SUMMARY,
    cases=[
        {
            "about": "a few planes",
            "shape": (37, 70, 90),
            "chunks": (8, 30, 40),
            "start": 9,
            "stop": 24,
        },
        {
            "about": "a stack larger than the budget",
            "shape": (40, 610, 600),
            "chunks": (4, 310, 310),
            "start": 3,
            "stop": 39,
            "budget": 16 * MIB,
        },
    ],
)
def stack_summary(
    student, expect, *, shape, chunks, start, stop, name="nuclei", salt=0, budget=None
):
    """Check three numbers, and that each chunk behind them was fetched once."""

    def write(path):
        group = zarr.create_group(path)
        options = {"chunks": chunks, "compressors": None, "shape": shape, "dtype": "uint16"}
        group.create_array(name, **options)[...] = _planes(shape, salt)

    path = student.input_file(("store", name, shape, chunks, salt), write)
    run = student.call("stack_summary", Store(path), name, start, stop)
    right = _numbers(shape, salt, start, stop)
    about = "numbers (smallest, largest, mean)"
    expect.array("the right numbers", run.value, right, about=about, rtol=1e-9)
    cost = run.cost(path, name)
    needed = grid.touched_chunks((slice(start, stop),), shape, chunks)
    strange = set(cost.chunks) - set(needed)
    expect(
        "only the chunks of these planes",
        not strange and len(cost.chunks) == len(needed),
        f"planes {start} to {stop} lie in {len(needed)} chunks; {len(cost.chunks)} were fetched, "
        f"{len(strange)} of them without need. At which moment do you cut the planes out?"
        if strange or len(cost.chunks) != len(needed)
        else f"{len(needed)} chunks, of {cost.total_chunks} in all",
    )
    most = max((times for _, times in cost.chunk_reads), default=0)
    expect(
        "no chunk is fetched twice",
        most == 1,
        f"{cost.fetches} fetches for {len(cost.chunks)} chunks, up to {most} of the same one. Zarr "
        "keeps no chunk, and neither does dask when a compute is over"
        if most > 1
        else f"{cost.fetches} fetches for {len(cost.chunks)} chunks",
    )
    if budget is None:
        return
    if run.peak_bytes is None:
        expect("little is held", True, "not measured: this system does not tell peak memory")
        return
    whole = format_bytes(2 * (stop - start) * math.prod(shape[1:]))
    held = f"{format_bytes(run.peak_bytes)} held; the planes alone take {whole}"
    expect("little is held", run.peak_bytes <= budget, f"{held}; the limit is {budget // MIB} MiB")


def _planes(shape, salt):
    """Return the stack of the store; it grows brighter from plane to plane."""
    deeper = 50 * np.arange(shape[0], dtype="uint16")[:, None, None]
    return distinct(shape, salt=salt) % (60_000 - salt % 1000) + 7 + salt % 100 + deeper


@functools.lru_cache(maxsize=8)
def _numbers(shape, salt, start, stop):
    """Return the smallest, the largest and the mean voxel of some planes."""
    planes = _planes(shape, salt)[start:stop]
    return np.array([planes.min(), planes.max(), planes.mean()])


# ------------------------------------------------------------------------------ choose_blocks


@task(
    criteria=BLOCKS,
    cases=[
        {
            "about": "chunks that divide nothing",
            "shape": (60, 150, 210),
            "chunks": (8, 32, 32),
            "max_blocks": 40,
            "max_block_bytes": 128 * 1024,
        },
        {
            "about": "thin chunks",
            "shape": (90, 100, 110),
            "chunks": (1, 100, 110),
            "max_blocks": 10,
            "max_block_bytes": 240_000,
        },
        {
            "about": "tight limits, where the edges decide",
            "shape": (50, 70, 90),
            "chunks": (7, 16, 20),
            "max_blocks": 6,
            "max_block_bytes": 150_000,
        },
        {
            "about": "an image of two axes",
            "shape": (75, 130),
            "chunks": (16, 24),
            "max_blocks": 6,
            "max_block_bytes": 5_000,
        },
    ],
)
def choose_blocks(student, expect, *, shape, chunks, max_blocks, max_block_bytes):
    """Check that dask blocks of these lengths keep the limits and fetch no chunk twice."""
    path = write_hdf5(student, shape, chunks)
    given = (Source(path), max_blocks, max_block_bytes)
    run = student.call("choose_blocks", *given)
    blocks, returned = run.value, f"{show_call('choose_blocks', *given)} returned {run.value!r:.60}"
    _nothing_read(expect, run, path)
    if wrong := _no_lengths(blocks, shape):
        for criterion in list(BLOCKS)[:3]:
            expect(criterion, False, f"{returned}; {wrong}")
        return
    blocks = tuple(int(b) for b in blocks)
    fetches = math.prod(map(_fetches_along, shape, blocks, chunks))
    stored = grid.count_chunks(shape, chunks)
    setting = f"{returned} for chunks {chunks} and shape {shape}"
    expect(
        "whole chunks",
        fetches == stored,
        f"{setting}: these blocks fetch {fetches} chunks where {stored} are stored. A border of "
        "blocks that runs through a chunk makes two of them fetch it"
        if fetches != stored
        else f"{stored} chunks, each in one block",
    )
    count = grid.count_chunks(shape, blocks)
    words = f"{setting}: {count} blocks; the limit is {max_blocks}"
    expect("few enough blocks", count <= max_blocks, words)
    nbytes = 2 * math.prod(map(min, blocks, shape))
    words = f"{setting}: the largest block has {nbytes:,} bytes; the limit is {max_block_bytes:,}"
    expect("no block too large", nbytes <= max_block_bytes, words)


def _no_lengths(blocks, shape):
    if not isinstance(blocks, tuple | list) or len(blocks) != len(shape):
        return f"expected {len(shape)} block lengths, one per axis"
    if not all(isinstance(b, int | np.integer) and not isinstance(b, bool) for b in blocks):
        return "block lengths are whole numbers"
    if not all(1 <= b <= n for b, n in zip(blocks, shape, strict=True)):
        return "each length must lie between 1 and the length of its axis"
    return ""


def _fetches_along(n, block, chunk):
    """Return how many chunks the blocks along one axis fetch in all."""
    starts = range(0, n, block)
    return sum((min(a + block, n) - 1) // chunk - a // chunk + 1 for a in starts)


# -------------------------------------------------------------------------------- read_boxes


def write_planes(path, shape, dtype, missing, seed):
    """Write the file of a stage camera: header, planes as they were taken, a table among them."""
    data, places = distinct(shape, dtype, salt=seed), np.zeros(shape[0], "<u8")
    order = [z for z in np.random.default_rng(seed).permutation(shape[0]) if z not in missing]
    with open(path, "wb") as file:
        file.write(bytes(HEADER.size))
        for i, z in enumerate(order):
            if i == len(order) // 2:
                table = file.tell()
                file.write(places.tobytes())  # to be filled in
            file.write(bytes([255]) * (z % 5 * 4))  # whatever else a camera may write
            places[z] = file.tell()
            file.write(data[z].astype(data.dtype.newbyteorder("<")).tobytes())
        file.seek(table)
        file.write(places.tobytes())
        file.seek(0)
        file.write(HEADER.pack(b"PLNS", *shape, data.itemsize, table))
    return places


@task(
    criteria=BOXES,
    cases=[
        {
            "about": "one box in a few planes",
            "criterion": "the right voxels",
            "shape": (20, 61, 73),
            "boxes": [((4, 10, 20), (7, 30, 73))],
        },
        {
            "about": "boxes that share planes",
            "criterion": "the right voxels",
            "shape": (20, 61, 73),
            "boxes": [((4, 0, 0), (7, 9, 9)), ((6, 50, 60), (9, 61, 73)), ((5, 5, 5), (6, 8, 9))],
        },
        {
            "about": "voxels of one byte",
            "criterion": "the right voxels",
            "shape": (11, 40, 57),
            "dtype": "uint8",
            "boxes": [((10, 3, 0), (11, 30, 57))],
        },
        {
            "about": "planes that the stage skipped",
            "criterion": "planes that were never taken",
            "shape": (20, 61, 73),
            "missing": (3, 4, 12),
            "boxes": [((2, 10, 20), (6, 30, 40)), ((12, 0, 0), (13, 4, 4))],
        },
    ],
)
def read_boxes(
    student, expect, *, criterion, shape, boxes, dtype="uint16", missing=(), seed=1, **limits
):
    """Check the voxels of every box, and which planes were read for them."""
    made = (shape, dtype, tuple(missing), seed)
    path = student.input_file(("planes", *made), lambda path: write_planes(path, *made))
    run = student.call("read_boxes", Source(path), boxes)
    whole = distinct(shape, dtype, salt=seed)
    whole[list(missing)] = 0
    if expect(criterion, isinstance(run.value, list | tuple), "expected a list of arrays"):
        got = f"{len(run.value)} arrays for {len(boxes)} boxes"
        expect(criterion, len(run.value) == len(boxes), got)
        for (start, stop), found in zip(boxes, run.value, strict=False):
            about = f"voxels of the box {start} to {stop}"
            expect.array(criterion, found, whole[box(start, stop)], about=about)
            kind = getattr(found, "dtype", None)
            expect(criterion, kind == np.dtype(dtype), f"{kind} came back; voxels are {dtype}")
    needed = {z for start, stop in boxes for z in range(start[0], stop[0])} - set(missing)
    _judge_planes(expect, path, run.requests[path], shape, dtype, needed)


def _judge_planes(expect, path, requests, shape, dtype, needed):
    """Judge which planes a log of reads touched, and whether a byte came twice."""
    with open(path, "rb") as file:
        table = HEADER.unpack(file.read(HEADER.size))[-1]
        file.seek(table)
        places = np.frombuffer(file.read(8 * shape[0]), "<u8").astype(int)
    plane_bytes = shape[1] * shape[2] * np.dtype(dtype).itemsize
    reads = {z: _inside(requests, at, plane_bytes) for z, at in enumerate(places) if at}
    touched = {z for z, parts in reads.items() if parts}
    strange = sorted(touched - needed)
    expect(
        "only the planes it needs",
        not strange and touched == needed,
        f"{len(needed)} planes hold the boxes, and {len(touched)} were read; plane "
        f"{strange[0]} is in no box"
        if strange
        else f"{len(touched)} planes were read, {len(needed)} hold the boxes",
    )
    twice = [z for z, parts in reads.items() if _overlap(parts)]
    expect(
        "no plane is read twice",
        bool(touched or not needed) and not twice,
        f"bytes of plane {twice[0]} were read more than once, for {len(twice)} planes in all; all "
        "boxes come in one call, so what they share can be shared"
        if twice
        else f"no byte of {len(touched)} planes came twice"
        if touched or not needed
        else "no plane was read at all",
    )


def _inside(requests, offset, nbytes):
    """Return the parts of the reads that lie inside a stored piece, as (first, end)."""
    parts = [(max(o, offset), min(o + n, offset + nbytes)) for o, n in requests]
    return sorted(part for part in parts if part[0] < part[1])


def _overlap(parts):
    """Tell whether two of the sorted parts share a byte."""
    return any(b[0] < a[1] for a, b in itertools.pairwise(parts))


# ------------------------------------------------------------------------------- first_fault


class Bricks:
    """A file of chunks one after the other, and the readers that were planted on it.

    A reader is a method. It yields the name of a step when that step is over; what it read until
    then is the step's.
    """

    def __init__(self, file, extents, lengths, start, stop):
        self.file, self.extents = file, extents
        self.needed = grid.touched_chunks(box(start, stop), *lengths)

    def read(self, offset, nbytes):
        """Read some bytes of the file."""
        self.file.seek(offset)
        self.file.read(nbytes)

    def steps(self, at_open=(), at_ask=(), at_slice=(), at_compute=()):
        """Yield the four steps; the header comes first, whatever else a step reads."""
        self.read(0, 512)
        for name, work in zip(
            ("open", "ask", "slice", "compute"),
            (at_open, at_ask, at_slice, at_compute),
            strict=True,
        ):
            for read in work:
                self.read(*read)
            yield name

    def whole(self, indices):
        """Return one read per chunk."""
        return [self.extents[index] for index in indices]

    def r01(self):
        return self.steps(at_compute=self.whole(self.needed))

    def r02(self):
        return self.steps(at_compute=_joined(self.whole(self.needed)))

    def r04(self):
        end = sum(max(self.extents.values()))
        return self.steps(at_open=[(end, 40_000)], at_ask=[(0, 512)], at_slice=[(512, 300)],
                          at_compute=[(end, 64), *self.whole(self.needed)])  # fmt: skip

    def r06(self):
        pairs = itertools.pairwise(sorted(self.extents.values()))
        gaps = [(sum(a), b[0] - sum(a)) for a, b in pairs if sum(a) < b[0]]
        return self.steps(
            at_open=gaps[::2], at_slice=gaps[1::2], at_compute=self.whole(self.needed)
        )

    def r11(self):
        return self.steps(at_open=self.whole(self.extents))

    def r21(self):
        return self.steps(at_ask=self.whole(self.extents), at_compute=self.whole(self.needed))

    def r31(self):
        return self.steps(at_slice=self.whole(self.needed))

    def r41(self):
        return self.steps(at_compute=self.whole(self.extents))

    def r42(self):
        layers = {index[0] for index in self.needed}
        wanted = [index for index in self.extents if index[0] in layers]
        return self.steps(at_compute=self.whole(wanted))

    def r46(self):
        return self.steps(at_compute=[*self.whole(self.extents), *self.whole(self.extents)])

    def r51(self):
        return self.steps(at_compute=[e for e in self.whole(self.needed) for _ in range(4)])

    def r54(self):
        once = self.whole(self.needed)
        return self.steps(at_compute=[*once, *once])

    def r55(self):
        offset, nbytes = self.extents[self.needed[0]]
        return self.steps(at_compute=[(offset, nbytes // 2), (offset, nbytes // 2)])


def _joined(reads):
    """Return the reads with neighbours made into one, and the gap between them with it."""
    joined = []
    for offset, nbytes in sorted(reads):
        if joined and offset - sum(joined[-1]) in (0, GAP):
            joined[-1] = (joined[-1][0], offset + nbytes - joined[-1][0])
        else:
            joined.append((offset, nbytes))
    return joined


VERDICTS = {"0": "lazy", "1": "at open", "2": "for a question", "3": "at slicing",
            "4": "too much", "5": "again"}  # fmt: skip
PLACE = {"shape": (20, 50, 60), "chunks": (6, 16, 25), "start": (5, 20, 0), "stop": (7, 30, 30)}


def _faults(criterion, readers, **place):
    return [{"about": criterion, "criterion": criterion, "reader": r, **PLACE, **place}
            for r in readers]  # fmt: skip


@task(
    criteria=FAULTS,
    cases=[
        *_faults("honest readers", ("r01", "r02", "r04", "r06")),
        *_faults("voxels when it opens", ("r11",)),
        *_faults("voxels for a question", ("r21",)),
        *_faults("voxels when it is sliced", ("r31",)),
        *_faults("chunks nobody needs", ("r41", "r42", "r46")),
        *_faults("the same bytes again", ("r51", "r54", "r55")),
    ],
)
def first_fault(student, expect, *, criterion, reader, shape, chunks, start, stop):
    """Let a planted reader work on the meter, and check what the function says of its log."""
    extents = _extents(shape, chunks)

    def write(path):
        end = max(offset + nbytes for offset, nbytes in extents.values())
        path.write_bytes(bytes(end + 50_000))

    path = student.input_file(("bricks", shape, chunks), write)
    with counting(path) as file:
        bricks, steps, done = Bricks(file, extents, (shape, chunks), start, stop), [], 0
        plan = getattr(Bricks, reader) if isinstance(reader, str) else reader
        for name in plan(bricks):
            steps.append((name, list(file.log[done:])))
            done = len(file.log)
    run = student.call("first_fault", steps, extents, shape, chunks, start, stop)
    right = VERDICTS[plan.__name__[1]]
    known = isinstance(run.value, str) and run.value in VERDICTS.values()
    said = f"you said {run.value!r:.40}"
    if not known:
        said += f"; expected one of {', '.join(map(repr, VERDICTS.values()))}"
    elif run.value != right:
        said += f"; {_what_it_did(steps, extents, shape, chunks, start, stop)}"
    expect(criterion, run.value == right, said)


def _extents(shape, chunks, header=4096):
    """Return where each chunk lies: the last axis slowest, lengths that differ, gaps between."""
    indices = grid.touched_chunks(tuple(slice(0, n) for n in shape), shape, chunks)
    extents, offset = {}, header
    for i, index in enumerate(sorted(indices, key=lambda index: index[::-1])):
        extents[index] = (offset, 2 * math.prod(chunks) - 16 * (i * 7 % 10))
        offset += extents[index][1] + i % 2 * GAP
    return extents


def _what_it_did(steps, extents, shape, chunks, start, stop):
    """Return in words what a reader did on the meter, without a verdict."""
    words = []
    for name, reads in steps:
        parts = {i: _inside(reads, *extent) for i, extent in extents.items()}
        inside = [part for found in parts.values() for part in found]
        if not inside:
            words.append(f"{name}: none")
            continue
        nbytes = sum(b - a for a, b in inside)
        different = len(set().union(*(range(a, b) for a, b in inside)))
        count = sum(map(bool, parts.values()))
        words.append(
            f"{name}: {_of(len(inside), 'piece')}, {nbytes:,} bytes in all, {different:,} "
            f"different ones, in {_of(count, 'chunk')}"
        )
    needed = _of(grid.count_touched(box(start, stop), shape, chunks), "chunk")
    return f"its voxels by step: {'; '.join(words)}. The box lies in {needed}"


def _of(number, noun):
    """Return a number with its noun, which takes an s where there is not one of it."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
