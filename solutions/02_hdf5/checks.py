"""The open checks of 02_hdf5. Students may read them: they say what is asked, not how."""

import contextlib
import faulthandler
import itertools
import os
import signal
import time
import warnings
import zlib

import h5py
import numpy as np

from outofcore.checking import AnswerFailed, Source, task
from outofcore.formats import hdf5
from outofcore.plotting import plot_read
from outofcore.units import KIB, MIB, format_bytes

RECORD = {
    "the stack in its place": 1,
    "sizes and unit as attributes": 1.5,
    "text that comes back as text": 0.5,
    "the soft link": 1,
}
SAVE = {
    "the result is stored": 1,
    "a second run replaces the result": 1.5,
    "nothing else is lost": 1.5,
}
APPEND = {
    "old and new frames in order": 1,
    "the times keep step": 0.5,
    "stored chunks stay as they are": 1.5,
    "the file grows by what is new": 0.5,
    "nothing else is lost": 0.5,
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
MOST_BYTES = 64 * MIB  # of a file that an answer returns
SLACK = 16 * KIB  # of new headers and index entries
LONGEST_READ_S = 5  # a file of these tasks takes milliseconds


def distinct(shape, dtype="uint16", seed=0):
    """Return an array whose neighbours all differ, so that a misplaced read shows."""
    numbers = np.arange(np.prod(shape), dtype="uint64") + seed
    return (numbers * 40503 % 65521).reshape(shape).astype(dtype)


def save_returned(student, value, name="returned.h5"):
    """Return the path of the HDF5 file whose bytes an answer returned."""
    if not isinstance(value, bytes | bytearray | memoryview):
        kind = type(value).__name__
        raise AnswerFailed(
            f"returned a value of type {kind}; expected the bytes of the finished file"
        )
    if not 0 < len(value) <= MOST_BYTES:
        raise AnswerFailed(
            f"returned {format_bytes(len(value))}; expected a file, of at most "
            f"{format_bytes(MOST_BYTES)}"
        )
    path = student.folder / name
    path.unlink(missing_ok=True)
    path.write_bytes(value)
    if not _can_be_read(path):
        raise AnswerFailed(
            "HDF5 cannot read the bytes that were returned: was the file closed "
            "before its bytes were taken?"
        )
    return path


def _can_be_read(path):
    """Tell whether HDF5 gets through the file at `path`.

    On a damaged file HDF5 may crash, or never come back. So a copy of this process goes first.
    """
    if not hasattr(os, "fork"):
        return h5py.is_hdf5(path)
    with warnings.catch_warnings():  # newer Pythons warn of threads; the copy uses none
        warnings.simplefilter("ignore")
        child = os.fork()
    if child == 0:
        _read_all_and_exit(path)
    end = time.monotonic() + LONGEST_READ_S
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status == 0
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return False
        time.sleep(0.002)


def _read_all_and_exit(path):
    """Look at all that a check may look at, then end this process: 0 when HDF5 came through.

    An error that it reports is as good as an answer: the check meets it again, and words it.
    """
    faulthandler.disable()
    with contextlib.suppress(Exception), h5py.File(path, "r") as file:
        for item in [file, *_first_objects(file)]:
            with contextlib.suppress(Exception):
                dict(item.attrs)
                if isinstance(item, h5py.Dataset) and not item.is_virtual:
                    hdf5.map_dataset(item)
                    if item.nbytes <= MOST_BYTES:
                        item[()]
    os._exit(0)


def _first_objects(file):
    """Return the first objects of a file; a hundred is more than any task asks for."""
    found = []
    file.visititems(lambda name, item: found.append(item) or (len(found) >= 100 or None))
    return found


@contextlib.contextmanager
def returned_file(student, value, target=None):
    """Yield the open file whose bytes an answer returned; it may be damaged anywhere."""
    path = save_returned(student, value)
    path = path.rename(target) if target else path
    try:
        with h5py.File(path, "r") as file:
            yield file
    except (OSError, RuntimeError, KeyError, TypeError, ValueError) as error:
        raise AnswerFailed(
            f"the file that was returned cannot be read ({type(error).__name__}); was it closed "
            "before its bytes were taken?"
        ) from error


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
        there = ", ".join(sorted(item.attrs)[:9]) or "none"
        return None, f"{item.name} has no attribute {name!r}; it has {there}"
    return item.attrs[name], ""


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
def write_record(student, expect, *, shape, voxel_um, specimen, dtype="uint16"):
    """Check the tree, its attributes and its link, in the file whose bytes were returned."""
    planes = distinct(shape, dtype)
    run = student.call("write_record", planes, voxel_um, specimen)
    with returned_file(student, run.value) as file:
        stack, problem = find(file, "/raw/nuclei")
        problem = problem or wrong_array(stack, planes, "/raw/nuclei")
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
        problem = f"specimen is {text!r:.60}, expected {specimen!r}"
    expect("text that comes back as text", not problem, problem or "specimen is text")


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


def make_archive(path, *, results=()):
    """Write a file with a stack, attributes, a link, and results that may be there already."""
    with h5py.File(path, "w") as file:
        file.attrs["specimen"] = "embryo 7"
        stack = file.create_dataset("raw/nuclei", data=distinct((5, 33, 21)), chunks=(1, 16, 16))
        stack.attrs["voxel_size"] = np.array([2.0, 0.325, 0.325])
        stack.attrs["unit"] = "um"
        file["latest"] = h5py.SoftLink("/raw/nuclei")
        for k, (name, shape, dtype) in enumerate(results):
            result = file.create_dataset(f"results/{name}", data=distinct(shape, dtype, k + 7))
            result.attrs["threshold"] = 400 + k
        if results:
            file["results"].attrs["operator"] = "Nadia"


def lost(before, after, *, spared=()):
    """Return in words what the file at `before` holds and the open file `after` does not.

    Parameters
    ----------
    before : path
    after : h5py.File
    spared : iterable of str
        Paths of what may have changed.
    """
    with h5py.File(before, "r") as old:
        paths = ["/"]
        old.visit_links(lambda name: paths.append(f"/{name}"))
        for path in (p for p in paths if p not in spared):
            words = _lost_here(old, after, path)
            if words:
                return words
    return ""


def _lost_here(old, after, path):
    """Return in words what is lost of the one object, or link, at `path`."""
    group, _, name = path.rpartition("/")
    link = old[group or "/"].get(name, getlink=True) if name else None
    if isinstance(link, h5py.SoftLink):
        now = after.get(path, getlink=True)
        kept = isinstance(now, h5py.SoftLink) and now.path == link.path
        return "" if kept else f"the soft link {path} is gone, or a link no more"
    item, problem = find(after, path)
    if problem:
        return f"{path} is gone: {problem}"
    for key, value in old[path].attrs.items():
        now, problem = read_attribute(item, key)
        if problem or not np.array_equal(now, value):
            return problem or f"the attribute {key!r} of {path} was {value!r}, now it is {now!r}"
    if not isinstance(old[path], h5py.Dataset):
        return ""
    if h5py.check_string_dtype(old[path].dtype):
        same = isinstance(item, h5py.Dataset) and item.dtype == old[path].dtype
        return "" if same and item[()] == old[path][()] else f"{path} is another text now"
    return wrong_array(item, old[path][()], path) or _other_layout(old[path], item)


def _other_layout(old, new):
    if (old.chunks, old.maxshape) == (new.chunks, new.maxshape):
        return ""
    return (
        f"{old.name} had chunks {old.chunks} and could grow to {old.maxshape}; now it has "
        f"{new.chunks} and {new.maxshape}"
    )


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
            "criterion": "nothing else is lost",
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
def save_result(student, expect, *, criterion, name, shape, dtype, results=()):
    """Check that one result is new, and that everything else is as it was."""
    before = student.input_file(
        ("archive", tuple(results)), lambda path: make_archive(path, results=results)
    )
    image = distinct(shape, dtype, seed=99)
    run = student.call("save_result", before.read_bytes(), name, image)
    path = f"/results/{name}"
    with returned_file(student, run.value) as file:
        item, problem = find(file, path)
        problem = problem or wrong_array(item, image, path)
        where = criterion if criterion != "nothing else is lost" else "the result is stored"
        expect(where, not problem, problem or f"{path} holds the new image")
        words = lost(before, file, spared={path})
        expect(
            "nothing else is lost", not words, words or "all other objects and attributes are there"
        )


def make_movie(path, *, frames, chunks, compression=None):
    """Write a movie that can grow, its times, and what else a microscope leaves in a file.

    The chunks are packed harder than HDF5 itself would do here: writing them anew changes them.
    """
    movie = distinct((frames, *MOVIE_PLANE))
    options = {"compression": compression, "compression_opts": 4} if compression else {}
    with h5py.File(path, "w") as file:
        file.attrs["specimen"] = "embryo 7"
        dataset = file.create_dataset(
            "movie",
            shape=movie.shape,
            maxshape=(None, *MOVIE_PLANE),
            dtype="uint16",
            chunks=chunks,
            **options,
        )
        dataset[...] = movie
        if compression:
            for region in itertools.islice(dataset.iter_chunks(), 10_000):
                block = np.zeros(chunks, "uint16")
                part = movie[region]
                block[tuple(slice(n) for n in part.shape)] = part
                corner = tuple(s.start for s in region)
                dataset.id.write_direct_chunk(corner, zlib.compress(block.tobytes(), 9))
        dataset.attrs["frame_interval_s"] = 2.5
        times = file.create_dataset(
            "times", data=np.arange(frames) * 2.5, maxshape=(None,), chunks=(64,)
        )
        times.attrs["unit"] = "s"
        file["notes/objective"] = "20x, NA 0.8"


MOVIE_PLANE = (50, 45)


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
def append_frames(student, expect, *, frames, more, chunks, compression=None):
    """Check values, that no full chunk moved or changed, and by how much the file grew."""
    before = student.input_file(
        ("movie", frames, chunks, compression),
        lambda path: make_movie(path, frames=frames, chunks=chunks, compression=compression),
    )
    new, seconds = distinct((more, *MOVIE_PLANE), seed=5000), 100 + np.arange(more) * 2.5
    run = student.call("append_frames", before.read_bytes(), new, seconds)
    with h5py.File(before, "r") as old, returned_file(student, run.value) as file:
        movie, problem = find(file, "/movie")
        whole = np.concatenate([old["movie"][()], new])
        problem = problem or wrong_array(movie, whole, "/movie")
        expect("old and new frames in order", not problem, problem or f"{frames + more} frames")
        times, wrong = find(file, "/times")
        expected = np.concatenate([old["times"][()], seconds])
        wrong = wrong or wrong_array(times, expected, "/times")
        expect("the times keep step", not wrong, wrong or f"{frames + more} times")
        words = lost(before, file, spared={"/movie", "/times"}) or _lost_of_movie(old, file)
        expect("nothing else is lost", not words, words or "all the rest is there")
        chunked = isinstance(movie, h5py.Dataset) and movie.chunks == chunks
        after = student.folder / "returned.h5"
        _judge_chunks(expect, before, after, chunked, frames // chunks[0])
        _judge_growth(expect, before, after, chunked)


def _lost_of_movie(old, file):
    """Return in words which attribute or layout of the two data sets that grow is lost."""
    for path in ("/movie", "/times"):
        item, problem = find(file, path)
        if problem or not isinstance(item, h5py.Dataset):
            return problem or f"{path} is no data set"
        for key, value in old[path].attrs.items():
            now, problem = read_attribute(item, key)
            if problem or not np.array_equal(now, value):
                return problem or f"the attribute {key!r} of {path} is {now!r} now"
        words = _other_layout(old[path], item)
        if words:
            return words
    return ""


def _judge_chunks(expect, before, after, chunked, full_layers):
    """Judge whether each full chunk lies where it lay, byte for byte."""
    criterion = "stored chunks stay as they are"
    if not chunked:
        expect(criterion, False, "/movie is gone, or has other chunks than before")
        return
    old_bytes, new_bytes = before.read_bytes(), after.read_bytes()
    now = {e.index: e for e in hdf5.chunk_map(after, "movie").extents}
    full = [e for e in hdf5.chunk_map(before, "movie").extents if e.index[0] < full_layers]
    moved = changed = 0
    for old in full:
        new = now.get(old.index)
        moved += new is None or new.offset != old.offset
        stored = new and new_bytes[new.offset : new.offset + new.nbytes]
        changed += stored != old_bytes[old.offset : old.offset + old.nbytes]
    expect(
        criterion,
        not moved and not changed,
        f"{moved} of the {len(full)} full chunks lie elsewhere now, {changed} were packed anew: "
        "the old frames were written again"
        if moved or changed
        else f"all {len(full)} full chunks lie where they lay",
    )


def _judge_growth(expect, before, after, chunked):
    """Judge the length of the file against the chunks that had to be written."""
    if not chunked:
        expect("the file grows by what is new", False, "/movie is gone, or has other chunks")
        return
    old = {(e.offset, e.nbytes) for e in hdf5.chunk_map(before, "movie").extents}
    new = [e for e in hdf5.chunk_map(after, "movie").extents if (e.offset, e.nbytes) not in old]
    needed = sum(e.nbytes for e in new)
    grown = after.stat().st_size - before.stat().st_size
    expect(
        "the file grows by what is new",
        needed > 0 and grown <= needed + SLACK,
        f"the file grew by {format_bytes(max(grown, 0))} for {format_bytes(needed)} of new chunks",
    )


def write_stack(student, shape, chunks):
    """Return the path of an HDF5 file that holds `distinct(shape)` as the data set `stack`."""

    def write(path):
        with h5py.File(path, "w") as file:
            file.create_dataset("stack", data=distinct(shape), chunks=chunks)

    return student.input_file(("stack", shape, chunks), write)


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
def read_planes(student, expect, *, criterion, shape, chunks, wanted):
    """Check the planes, and on the meter which chunks were fetched, and how often."""
    path = write_stack(student, shape, chunks)
    run = student.call("read_planes", Source(path), "stack", wanted)
    where = criterion if criterion in list(PLANES)[:2] else "any order, and repeats"
    expect.array(where, run.value, distinct(shape)[wanted], about="voxels")
    cost = run.cost(path, "stack")
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
    run = student.call("link_series", names, shape, dtype, fill)
    folder = student.folder / "series"
    make_series(folder, names, shape, dtype, missing)
    (folder / "all.h5").unlink(missing_ok=True)
    whole = (len(names), *shape)
    with returned_file(student, run.value, folder / "all.h5") as file:
        series, problem = find(file, "/series")
        if not problem and not (isinstance(series, h5py.Dataset) and series.is_virtual):
            problem = "/series is no virtual data set"
        if not problem and (series.shape, series.dtype) != (whole, np.dtype(dtype)):
            problem = (
                f"/series is {series.shape} of {series.dtype}, expected {whole} of "
                f"{np.dtype(dtype)}: time first"
            )
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
            right = (seen == series.dtype.type(fill)).all()
            text = f"time {t}, whose file is missing, reads {seen.flat[0]}, expected {fill}"
        else:
            right, text = np.array_equal(seen, expected), f"time {t} is not what its file holds"
        where = "a missing file shows" if t in missing else criterion
        if not expect(where, right, text if not right else "every time point is right"):
            return
