"""The open checks of 02_hdf5. Students may read them: they say what is asked, not how."""

import itertools
import zlib

import h5py
import numpy as np

from outofcore.checking import AnswerFailed, Scratch, Source, task
from outofcore.checking.made import MOST_BYTES, opened
from outofcore.formats import hdf5
from outofcore.plotting import plot_read
from outofcore.units import KIB, format_bytes

RECORD = {
    "the stack in its place": 1,
    "sizes and unit as attributes": 1.5,
    "text that comes back as text": 0.5,
    "the soft link": 1,
}
SAVE = {
    "the result is stored": 1,
    "a second run replaces the result": 1.5,
    "nothing else changes": 1.5,
}
APPEND = {
    "old and new frames in order": 1,
    "the times keep step": 0.5,
    "stored chunks stay as they are": 1.5,
    "the file grows by what is new": 0.5,
    "nothing else changes": 0.5,
}
PLANES = {
    "the planes that were asked for": 1,
    "any order, and repeats": 1,
    "only the chunks that hold them": 1,
    "no chunk is fetched twice": 1,
}
SERIES = {
    "a virtual data set": 1,
    "every file at its time": 1.5,
    "a missing file shows": 1,
    "the folder can be moved": 0.5,
}
SLACK = 16 * KIB  # of new headers and index entries
NOT_CLOSED = "was it closed before its bytes were taken?"
DAMAGED = "is what lies at `path` a whole HDF5 file?"
LAYOUT = (
    "chunks",
    "maxshape",
    "compression",
    "compression_opts",
    "shuffle",
    "fletcher32",
    "fillvalue",
)
ADVICE = {  # what HDF5 says, and what lies behind it
    "is not of specified type": "was it read after its file was closed?",
    "invalid identifier": "was it used after its file was closed?",
    "'movie' doesn't exist": "in which mode was the file opened?",
}


def distinct(shape, dtype="uint16", seed=0, *, below=65521):
    """Return an array whose neighbours all differ, so that a misplaced read shows.

    Longer types get values that no shorter one holds: beyond 2**24, beyond 2**53, with fractions.
    """
    dtype = np.dtype(dtype)
    numbers = (np.arange(below, dtype="uint64") + seed % below) * 40503 % below  # one period
    if dtype.kind == "b":
        numbers = numbers % 3 == 0
    elif dtype.kind == "f":
        numbers = numbers + 0.25
    elif dtype.itemsize > 2:
        numbers = numbers + (numbers << (8 * dtype.itemsize - 18))
    return np.resize(numbers.astype(dtype), shape)


def call(student, name, *args):
    """Call the learner's function; where HDF5's words tell a learner little, add a question."""
    try:
        return student.call(name, *args)
    except AnswerFailed as error:
        more = (f"; {question}" for words, question in ADVICE.items() if words in str(error))
        raise AnswerFailed(f"{error}{next(more, '')}") from None


def call_with_copy(student, name, before, *args):
    """Call the learner's function with the path of a copy of the file at `before`.

    Return the path where the copy lies, changed or not.
    """
    path = student.folder / "embryo.h5"
    path.write_bytes(before.read_bytes())
    after = call(student, name, Scratch(path), *args).files[path]
    if after is None:
        raise AnswerFailed("there is no file at `path` any more")
    return after


def save_returned(student, value, name="returned.h5"):
    """Return the path of the HDF5 file whose bytes an answer returned."""
    if not isinstance(value, bytes | bytearray | memoryview):
        kind = type(value).__name__
        raise AnswerFailed(
            f"returned a value of type {kind}; expected the bytes of the finished file"
        )
    path = student.folder / name
    path.unlink(missing_ok=True)
    path.write_bytes(value)
    return path


def find(file, path):
    """Return the object at `path` and "", or None and words for what stands there instead."""
    try:
        if path in file:
            item = file[path]
            elsewhere = item.file.filename != file.filename
            return (None, f"{path} lies in another file") if elsewhere else (item, "")
    except (KeyError, OSError, RuntimeError):
        return None, f"{path} cannot be opened"
    there = ", ".join(sorted(file)) or "nothing at all"
    return None, f"there is no {path}; the root group holds {there}"


def wrong_array(item, expected, path):
    """Return in words how the data set `item` differs from an array, or an empty string."""
    if not isinstance(item, h5py.Dataset):
        return f"{path} is no data set"
    if item.shape != expected.shape:
        return f"{path} has the shape {item.shape}, expected {expected.shape}"
    if item.dtype != expected.dtype:
        return f"{path} has the dtype {item.dtype}, expected {expected.dtype}"
    if item.is_virtual or item.external:
        return f"{path} keeps its values in other files"
    if item.chunks and np.prod(item.chunks, dtype=object) * item.dtype.itemsize > MOST_BYTES:
        return f"{path} has chunks of {item.chunks}, far larger than the array"
    wrong = item[()] != expected
    if not wrong.any():
        return ""
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    return (
        f"{int(wrong.sum()):,} of {expected.size:,} values of {path} differ; the first is at "
        f"{list(first)}"
    )


def read_attribute(item, name):
    """Return the attribute `name` of a group or data set, and in words what is wrong with it."""
    if name not in item.attrs:
        there = ", ".join(sorted(item.attrs)[:9]) or "no other"
        return None, f"{item.name} has no attribute {name!r}; it has {there}"
    return item.attrs[name], ""


def links_of(file):
    """Return `{path: (kind, what it leads to)}` of every name in a file; none is followed."""
    names = []
    file.visit_links(names.append)
    return {f"/{name}": _describe(file.get(name, getlink=True)) for name in sorted(names)}


def _describe(link):
    if isinstance(link, h5py.ExternalLink):
        return "an external link", (link.filename, link.path)
    if isinstance(link, h5py.SoftLink):
        return "a soft link", link.path
    return "an object", ""


def not_asked_for(file, *paths):
    """Return in words what a file holds that stands in none of `paths`, or an empty string."""
    more = [path for path in links_of(file) if path not in paths]
    return f"the file also holds {more[0]}, which nobody asked for" if more else ""


# ------------------------------------------------------------------------------------------ tasks


@task(
    criteria=RECORD,
    cases=[
        {
            "about": "an embryo, 2 um between planes",
            "shape": (6, 40, 50),
            "voxel_um": (2.0, 0.325, 0.325),
            "specimen": "zebrafish embryo 7",
        },
        {
            "about": "8-bit voxels, and a name that is not plain ASCII",
            "shape": (3, 31, 17),
            "dtype": "uint8",
            "voxel_um": (0.5, 0.11, 0.1),
            "specimen": "Ærtebølle № 3, 37 °C",
        },
    ],
)
def write_record(student, expect, *, shape, voxel_um, specimen, dtype="uint16", below=65521):
    """Check the tree, its attributes and its link, in the file whose bytes were returned."""
    planes = distinct(shape, dtype, below=below)
    run = call(student, "write_record", planes, voxel_um, specimen)
    with opened(save_returned(student, run.value), doubt=NOT_CLOSED, elsewhere=True) as file:
        stack, problem = find(file, "/raw/nuclei")
        problem = problem or wrong_array(stack, planes, "/raw/nuclei")
        problem = problem or not_asked_for(file, "/raw", "/raw/nuclei", "/latest")
        expect(
            "the stack in its place",
            not problem,
            problem or f"/raw/nuclei holds the stack, {shape} of {dtype}",
        )
        _judge_numbers(expect, stack, voxel_um)
        _judge_text(expect, file, specimen)
        _judge_link(expect, file)


def _judge_numbers(expect, stack, voxel_um):
    """Judge the two attributes of the stack."""
    criterion = "sizes and unit as attributes"
    if stack is None:
        expect(criterion, False, "there is no /raw/nuclei to carry attributes")
        return
    sizes, problem = read_attribute(stack, "voxel_size")
    if not problem and not isinstance(sizes, np.ndarray):
        problem = f"voxel_size is of type {type(sizes).__name__}; expected three numbers"
    if not problem and (sizes.dtype.kind != "f" or sizes.shape != (3,)):
        problem = (
            f"voxel_size is an array of {sizes.dtype}, shape {sizes.shape}; expected three "
            "floating-point numbers"
        )
    if not problem and not np.array_equal(sizes, voxel_um):
        problem = f"voxel_size is {sizes.tolist()}, expected {list(voxel_um)}, along z, y, x"
    unit, missing = read_attribute(stack, "unit")
    problem = problem or missing
    if not problem and not (isinstance(unit, str) and unit == "um"):
        problem = f"unit is {unit!r:.40}, expected the text 'um'"
    expect(criterion, not problem, problem or "voxel_size and unit stand on the data set")


def _judge_text(expect, file, specimen):
    """Judge the attribute of the root group."""
    text, problem = read_attribute(file, "specimen")
    if not problem and isinstance(text, bytes):
        problem = f"specimen comes back as bytes, {text!r:.40}; store a str"
    elif not problem and not (isinstance(text, str) and text == specimen):
        problem = f"specimen is {text!r:.60}, expected {specimen!r:.60}"
    elif not problem and not (specimen.isascii() or _is_utf8(file, "specimen")):
        problem = "specimen is marked as ASCII, which lacks some of its letters; store a str"
    expect("text that comes back as text", not problem, problem or "specimen is text")


def _is_utf8(item, name):
    """Tell whether an attribute of text says of itself that it is UTF-8."""
    return item.attrs.get_id(name).get_type().get_cset() == h5py.h5t.CSET_UTF8


def _judge_link(expect, file):
    """Judge the soft link."""
    if "latest" not in list(file):  # a link may lead nowhere, and then `in file` is False
        expect("the soft link", False, find(file, "/latest")[1] or "there is no /latest")
        return
    link = file.get("latest", getlink=True)
    problem = ""
    if not isinstance(link, h5py.SoftLink):
        problem = "/latest is no soft link: it is a second name of an object, or a copy"
    elif link.path != "/raw/nuclei":
        problem = f"/latest leads to {link.path!r:.60}, expected /raw/nuclei"
    expect("the soft link", not problem, problem or "/latest leads to /raw/nuclei")


def make_archive(path, *, results=(), second_names=()):
    """Write a file with stacks, notes and every kind of link, and results of an earlier run.

    Parameters
    ----------
    path : path
    results : iterable of (name, shape, dtype)
    second_names : iterable of (new name, name of a result)
    """
    with h5py.File(path, "w") as file:
        file.attrs["specimen"] = "embryo 7"
        file.attrs["runs"] = 3
        stack = file.create_dataset("raw/nuclei", data=distinct((5, 33, 21)), chunks=(1, 16, 16))
        stack.attrs["voxel_size"] = np.array([2.0, 0.325, 0.325])
        stack.attrs["unit"] = "um"
        file.create_dataset(
            "raw/membrane",
            data=distinct((5, 33, 21), seed=40),
            maxshape=(None, 33, 21),
            compression="gzip",
            shuffle=True,
            fillvalue=9999,
        )
        file["latest"] = h5py.SoftLink("/raw/nuclei")
        file["favourite"] = stack  # a second name of the same object
        file["raw/tomorrow"] = h5py.SoftLink("/raw/day2")  # leads nowhere, yet
        file["raw/plate"] = h5py.ExternalLink("plate.h5", "/wells")
        for k, (name, shape, dtype) in enumerate(results):
            result = file.create_dataset(f"results/{name}", data=distinct(shape, dtype, k + 7))
            result.attrs["threshold"] = 400 + k
        for new, name in second_names:
            file[f"results/{new}"] = file[f"results/{name}"]
        if results:
            file["results"].attrs["operator"] = "Nadia"


def changes(old, new, *, result="", grown=()):
    """Return in words how an open file differs from what it was, or an empty string.

    Parameters
    ----------
    old, new : h5py.File
    result : str, optional
        The path of the one object that may be new, or another one now.
    grown : iterable of str
        Paths of data sets whose length and values may differ.
    """
    was, now = links_of(old), links_of(new)
    was.pop(result, None)
    if emptied(old, new, result):
        return "nothing of what was in the file is there; in which mode was it opened?"
    words = _changed_attributes(old, new)
    for path, link in was.items():
        words = words or _changed_link(path, link, now.get(path))
        if not words and link[0] == "an object":
            words = _changed_object(old[path], new, path, path in grown)
    words = words or _parted(old, new, [p for p, link in was.items() if link[0] == "an object"])
    return words or not_asked_for(new, *was, result, "/results" if result else "")


def emptied(old, new, result):
    """Tell whether nothing is left of a file but a result and its group."""
    return not links_of(old).keys() & links_of(new).keys() - {result, "/results"}


def _changed_link(path, was, now):
    if now is None:
        return f"{path} is gone"
    if was[0] != now[0]:
        return f"{path} was {was[0]}, now it is {now[0]}"
    return "" if was == now else f"{path} led to {was[1]}, now to {now[1]!r:.60}"


def _changed_object(was, file, path, grown):
    """Return in words how the object at `path` differs from what it was."""
    now, problem = find(file, path)
    if problem:
        return problem
    if type(now) is not type(was):
        return f"{path} was a {type(was).__name__.lower()}, now it is none"
    words = _changed_attributes(was, now)
    if words or isinstance(was, h5py.Group):
        return words
    if h5py.check_string_dtype(was.dtype):
        return "" if now.dtype == was.dtype and now[()] == was[()] else f"{path} is another text"
    return ("" if grown else wrong_array(now, was[()], path)) or _changed_layout(was, now, path)


def _changed_attributes(was, now):
    for key, value in was.attrs.items():
        other, problem = read_attribute(now, key)
        if problem:
            return problem
        same_type = np.asarray(other).dtype == np.asarray(value).dtype
        if not (same_type and np.array_equal(other, value)):
            one, two = (v.tolist() if hasattr(v, "tolist") else v for v in (value, other))
            return f"the attribute {key!r} of {was.name} was {one!r}, now it is {two!r:.60}"
    more = sorted(set(now.attrs) - set(was.attrs))
    return f"{was.name} has a new attribute, {more[0]!r}" if more else ""


def _changed_layout(was, now, path):
    for what in LAYOUT:
        one, other = getattr(was, what), getattr(now, what)
        if one != other:
            return f"{what} of {path} was {one}, now it is {other}"
    return ""


def _parted(old, new, paths):
    """Return in words which two names of one object lead to two objects now."""
    for one, other in itertools.combinations(paths, 2):
        if old[one] == old[other] and new[one] != new[other]:
            return f"{one} and {other} were two names of one object; now they are two objects"
    return ""


@task(
    criteria=SAVE,
    cases=[
        {
            "about": "the first result of a file",
            "criterion": "the result is stored",
            "name": "mask",
            "shape": (33, 21),
            "dtype": "uint8",
        },
        {
            "about": "a result beside others",
            "criterion": "nothing else changes",
            "name": "mask",
            "shape": (5, 9),
            "dtype": "uint8",
            "results": [("projection", (33, 21), "uint16"), ("mask_2", (8, 8), "uint8")],
        },
        {
            "about": "a second run, same shape",
            "criterion": "a second run replaces the result",
            "name": "projection",
            "shape": (33, 21),
            "dtype": "uint16",
            "results": [("projection", (33, 21), "uint16"), ("mask", (8, 8), "uint8")],
        },
        {
            "about": "a second run, another shape and dtype",
            "criterion": "a second run replaces the result",
            "name": "projection",
            "shape": (20, 30),
            "dtype": "float32",
            "results": [("projection", (33, 21), "uint16"), ("mask", (8, 8), "uint8")],
        },
    ],
)
def save_result(student, expect, *, name, shape, dtype, results=(), second_names=(), **_):
    """Check that one result is new, and that everything else is as it was."""
    before = student.input_file(
        ("archive", tuple(results), tuple(second_names)),
        lambda path: make_archive(path, results=results, second_names=second_names),
    )
    image = distinct(shape, dtype, seed=99)
    path = f"/results/{name}"
    after = call_with_copy(student, "save_result", before, name, image)
    with h5py.File(before, "r") as old, opened(after, doubt=DAMAGED, elsewhere=True) as new:
        item, problem = find(new, path)
        problem = problem or wrong_array(item, image, path)
        problem = problem or _left_of_the_old(old, item, path)
        where = "the result is stored"
        if path in old:
            where = "a second run replaces the result"
            problem = problem or (
                emptied(old, new, path) and "not one result, but all was replaced"
            )
        expect(where, not problem, problem or f"{path} holds the new image")
        words = changes(old, new, result=path)
        expect("nothing else changes", not words, words or "all the rest is as it was")


def _left_of_the_old(old, item, path):
    """Return in words what the new result carries of the one that it replaced."""
    left = sorted(set(item.attrs) & set(old[path].attrs)) if path in old else []
    return f"{path} still carries {left[0]!r}, a note on the old result" if left else ""


MOVIE_PLANE = (50, 45)
GROWING = ("movie", "times")


def make_movie(path, *, frames, chunks, compression=None, dtype="uint16"):
    """Write a movie that can grow, its times, and what else a microscope leaves in a file."""
    with h5py.File(path, "w") as file:
        file.attrs["specimen"] = "embryo 7"
        movie = distinct((frames, *MOVIE_PLANE), dtype)
        _write_growing(file, "movie", movie, chunks, compression)
        file["movie"].attrs["frame_interval_s"] = 2.5
        _write_growing(file, "times", np.arange(frames) * 2.5, (8,), compression)
        file["times"].attrs["unit"] = "s"
        file["notes/objective"] = "20x, NA 0.8"
        file["latest"] = h5py.SoftLink("/movie")


def _write_growing(file, name, array, chunks, compression):
    """Write a data set that can grow along its first axis.

    If compressed, it is packed harder than HDF5 itself would do: written anew, its bytes change.
    """
    dataset = file.create_dataset(
        name,
        data=array,
        maxshape=(None, *array.shape[1:]),
        chunks=chunks,
        compression=compression,
        compression_opts=4 if compression else None,
    )
    for region in dataset.iter_chunks() if compression else ():
        block = np.zeros(chunks, array.dtype)
        block[tuple(slice(s.stop - s.start) for s in region)] = array[region]
        corner = tuple(s.start for s in region)
        dataset.id.write_direct_chunk(corner, zlib.compress(block.tobytes(), 9))


@task(
    criteria=APPEND,
    cases=[
        {
            "about": "frames that start a new chunk",
            "frames": 12,
            "more": 5,
            "chunks": (4, 25, 45),
        },
        {
            "about": "a last chunk that is half full",
            "frames": 10,
            "more": 7,
            "chunks": (4, 20, 20),
        },
        {
            "about": "a compressed movie",
            "frames": 21,
            "more": 9,
            "chunks": (4, 20, 20),
            "compression": "gzip",
        },
    ],
)
def append_frames(student, expect, *, frames, more, chunks, compression=None, dtype="uint16"):
    """Check values, that no full chunk moved or changed, and by how much the file grew."""
    options = {"frames": frames, "chunks": chunks, "compression": compression, "dtype": dtype}
    before = student.input_file(
        ("movie", *options.values()), lambda path: make_movie(path, **options)
    )
    new = distinct((more, *MOVIE_PLANE), dtype, seed=5000)
    seconds = 100 + np.cumsum(2.5 + np.arange(more) * 3 % 7 / 8)  # a microscope is never on time
    after = call_with_copy(student, "append_frames", before, new, seconds)
    with h5py.File(before, "r") as old, opened(after, doubt=DAMAGED, elsewhere=True) as file:
        _judge_values(expect, "old and new frames in order", old, file, "movie", new)
        _judge_values(expect, "the times keep step", old, file, "times", seconds)
        words = changes(old, file, grown={"/movie", "/times"})
        expect("nothing else changes", not words, words or "all the rest is as it was")
        rebuilt = [name for name in GROWING if not _same_chunks(old[name], file, name)]
        if rebuilt:
            for criterion in ("stored chunks stay as they are", "the file grows by what is new"):
                expect(criterion, False, f"/{rebuilt[0]} is gone, or has other chunks than before")
            return
        _judge_chunks(expect, before, after)
        _judge_growth(expect, before, after)


def _judge_values(expect, criterion, old, file, name, new):
    """Judge one of the two data sets that grow: what was there, then what is new."""
    item, problem = find(file, f"/{name}")
    whole = np.concatenate([old[name][()], new])
    problem = problem or wrong_array(item, whole, f"/{name}")
    expect(criterion, not problem, problem or f"{len(whole)} of them")


def _same_chunks(old, file, name):
    item = find(file, f"/{name}")[0]
    return isinstance(item, h5py.Dataset) and item.chunks == old.chunks


def _judge_chunks(expect, before, after):
    """Judge whether each full chunk lies where it lay, byte for byte."""
    old_bytes, new_bytes = before.read_bytes(), after.read_bytes()
    moved = changed = full = 0
    for name in GROWING:
        was = hdf5.chunk_map(before, name)
        now = {e.index: e for e in hdf5.chunk_map(after, name).extents}
        for old in was.extents:
            if (old.index[0] + 1) * was.chunks[0] > was.shape[0]:  # the last one, half full
                continue
            new = now.get(old.index)
            full += 1
            moved += new is None or new.offset != old.offset
            stored = new and new_bytes[new.offset : new.offset + new.nbytes]
            changed += stored != old_bytes[old.offset : old.offset + old.nbytes]
    expect(
        "stored chunks stay as they are",
        not moved and not changed,
        f"{moved} of the {full} full chunks lie elsewhere now, {changed} hold other bytes: "
        "what was there was written again"
        if moved or changed
        else f"all {full} full chunks lie where they lay",
    )


def _judge_growth(expect, before, after):
    """Judge the length of the file against the chunks that had to be written."""
    needed = 0
    for name in GROWING:
        old = {(e.offset, e.nbytes) for e in hdf5.chunk_map(before, name).extents}
        new = {(e.offset, e.nbytes) for e in hdf5.chunk_map(after, name).extents}
        needed += sum(nbytes for _, nbytes in new - old)
    grown = after.stat().st_size - before.stat().st_size
    expect(
        "the file grows by what is new",
        needed > 0 and grown <= needed + SLACK,
        f"the file grew by {format_bytes(max(grown, 0))} for {format_bytes(needed)} of new chunks",
    )


def write_stack(student, name, shape, chunks, dtype):
    """Return the path of an HDF5 file that holds `distinct(shape, dtype)` as `name`."""

    def write(path):
        with h5py.File(path, "w") as file:
            stack = file.create_dataset(name, shape, dtype, chunks=chunks)
            depth, size = chunks[0], shape[1] * shape[2]
            for z in range(0, shape[0], depth):
                part = (min(depth, shape[0] - z), *shape[1:])
                stack[z : z + depth] = distinct(part, dtype, seed=z * size)

    return student.input_file(("stack", name, shape, chunks, dtype), write)


@task(
    criteria=PLANES,
    cases=[
        {
            "about": "three planes in order",
            "criterion": "the planes that were asked for",
            "shape": (41, 60, 70),
            "chunks": (6, 32, 32),
            "wanted": [3, 17, 40],
        },
        {
            "about": "planes in no order, some twice",
            "criterion": "any order, and repeats",
            "shape": (41, 60, 70),
            "chunks": (6, 32, 32),
            "wanted": [40, 3, 17, 3, 16, 40],
        },
        {
            "about": "a large stack, to and fro between its two ends",
            "criterion": "no chunk is fetched twice",
            "shape": (40, 1000, 600),
            "chunks": (8, 128, 128),
            "wanted": [33, 1, 34, 2, 35, 3],
        },
    ],
)
def read_planes(student, expect, *, criterion, shape, chunks, wanted, name="stack", dtype="uint16"):
    """Check the planes, and on the meter which chunks were fetched, and how often."""
    path = write_stack(student, name, shape, chunks, dtype)
    run = call(student, "read_planes", Source(path), name, wanted)
    where = criterion if criterion in list(PLANES)[:2] else "any order, and repeats"
    size = shape[1] * shape[2]
    planes = np.stack([distinct(shape[1:], dtype, seed=z * size) for z in wanted])
    good = expect.array(where, run.value, planes, about="voxels")
    if good and (got := np.asarray(run.value).dtype) != planes.dtype:
        expect(where, False, f"the dtype is {got}, that of the data set is {planes.dtype}")
    cost = run.cost(path, name)
    layers = {z // chunks[0] for z in wanted}
    extra = [index for index in cost.chunks if index[0] not in layers]
    needed = len(layers) * (cost.total_chunks // -(-shape[0] // chunks[0]))
    expect(
        "only the chunks that hold them",
        not extra and len(cost.chunks) == needed,
        f"{len(cost.chunks):,} chunks were read, {needed:,} hold a plane that was asked for",
        picture=lambda: plot_read(
            shape, chunks, read=cost.chunks, title=f"chunks read for the planes {wanted}"
        ),
    )
    most = max((times for _, times in cost.chunk_reads), default=0)
    expect(
        "no chunk is fetched twice",
        most == 1,
        f"{cost.fetches:,} fetches of {len(cost.chunks):,} chunks, up to {most} of the same one",
    )


def make_series(folder, names, shape, dtype, missing):
    """Write one file per time point into `folder`, but for those that are `missing`."""
    folder.mkdir(parents=True, exist_ok=True)
    for t, name in enumerate(names):
        (folder / name).unlink(missing_ok=True)
        if t not in missing:
            with h5py.File(folder / name, "w") as file:
                file["image"] = distinct(shape, dtype, seed=1000 * t)


@task(
    criteria=SERIES,
    cases=[
        {
            "about": "three time points",
            "criterion": "every file at its time",
            "names": ["t0.h5", "t1.h5", "t2.h5"],
            "shape": (20, 30),
        },
        {
            "about": "twelve files whose names do not sort by time",
            "criterion": "every file at its time",
            "names": [f"embryo_{t}.h5" for t in range(12)],
            "shape": (7, 11),
            "dtype": "float32",
        },
        {
            "about": "a time point whose file is not there",
            "criterion": "a missing file shows",
            "names": ["a.h5", "b.h5", "c.h5", "d.h5"],
            "shape": (9, 8),
            "missing": [2],
            "fill": 65535,
        },
    ],
)
def link_series(student, expect, *, criterion, names, shape, dtype="uint16", missing=(), fill=7):
    """Check the map of the virtual data set, then what it shows beside the real files."""
    run = call(student, "link_series", names, shape, dtype, fill)
    folder = student.folder / "series"
    make_series(folder, names, shape, dtype, missing)
    whole = (len(names), *shape)
    with opened(
        save_returned(student, run.value, "series/all.h5"), doubt=NOT_CLOSED, elsewhere=True
    ) as file:
        series, problem = find(file, "/series")
        if not problem and not (isinstance(series, h5py.Dataset) and series.is_virtual):
            problem = "/series is no virtual data set"
        if not problem and (series.shape, series.dtype) != (whole, np.dtype(dtype)):
            hint = "" if series.shape == whole else ": time first"
            problem = (
                f"/series is {series.shape} of {series.dtype}, expected {whole} of "
                f"{np.dtype(dtype)}{hint}"
            )
        problem = problem or not_asked_for(file, "/series")
        expect("a virtual data set", not problem, problem or f"/series, {whole}, is virtual")
        if problem:
            return
        sources = {source.file_name for source in series.virtual_sources()}
        foreign = sorted(sources - set(names))
        expect(
            "the folder can be moved",
            not foreign,
            f"a source is {foreign[0]!r:.60}; expected a name as it was given, which HDF5 looks "
            "for beside the file"
            if foreign
            else "every source is a name beside the file",
        )
        if foreign:
            expect(criterion, False, "its sources are not the files that were named")
            return
        _judge_series(expect, criterion, series, missing, fill)


def _judge_series(expect, criterion, series, missing, fill):
    """Judge each time point against the file that holds it."""
    for t in range(len(series)):
        seen = series[t]
        expected = distinct(series.shape[1:], series.dtype, seed=1000 * t)
        if t in missing:
            floats = series.dtype.kind == "f"  # where the fill value may be NaN
            right = np.array_equal(seen, np.full_like(seen, fill), equal_nan=floats)
            text = f"time {t}, whose file is missing, reads {seen.flat[0]}, expected {fill}"
        else:
            right, text = np.array_equal(seen, expected), f"time {t} is not what its file holds"
        where = "a missing file shows" if t in missing else criterion
        if not expect(where, right, text if not right else "every time point is right"):
            return
