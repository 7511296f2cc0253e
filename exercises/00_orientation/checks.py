"""The open checks of 00_orientation. Students may read them: they say what is asked, not how."""

import re

import h5py
import numpy as np

from outofcore import grid
from outofcore.checking import AnswerFailed, Source, task
from outofcore.measure.reads import measure_read
from outofcore.plotting import plot_read
from outofcore.units import MIB, format_bytes, format_number

BILL = {
    "the number of images": 1,
    "the bytes": 1,
    "the hours": 1,
    "refuses what cannot be": 1,
}
CHANGE = {"the right values": 2, "whole numbers with a sign, int32": 1, "the shape": 1}
THUMBNAIL = {"the right pixels": 1, "only what it needs": 1, "few requests": 2}
RANGE = {
    "the lowest and the highest": 1,
    "wherever they stand": 1,
    "every byte is read once": 1,
    "little is held": 1,
}
ANSWERS = {
    "chunks, predicted": 1,
    "bytes, predicted to a factor of 2": 1,
    "one of several": 1,
    "all that apply": 1,
}
COUNTS = ("wells", "fields", "planes", "colours", "side", "seconds")
SHAPE, CHUNKS = (24, 96, 128), (8, 32, 32)  # of the stack in task 5
READS = {
    "a": np.s_[5],
    "b": np.s_[:, 40],
    "c": np.s_[5, 5],
    "d": np.s_[:, 5, 5],
    "e": np.s_[7:9, 30:34, 30:34],
}
KINDS = {
    "bright": "of bright images",
    "brighter": "where the light went up",
    "darker": "where the light went down",
    "ends": "between black and white",
    "mixed": "where it went up or down",
}
MOST_HELD = 16 * MIB


def distinct(shape, dtype="uint16", salt=0):
    """Return an array whose neighbours all differ, so that a misplaced read shows.

    Another `salt` gives other values: who knows this function does not know those.
    """
    values = (np.arange(65_521, dtype="uint64") + salt) * 40_503 % 65_521  # then they repeat
    return np.resize(values.astype(dtype), shape)


def write_file(student, key, make, *, name="stack", **options):
    """Return the path of an HDF5 file that holds the array `make()` as the data set `name`."""

    def write(path):
        with h5py.File(path, "w") as file:
            file.create_dataset(name, data=make(), **options)

    return student.input_file((*key, name, *sorted(options.items())), write)


def is_plain(got):
    """Tell whether a value is an array of NumPy's own kind, not a masked one or a matrix."""
    return type(got) is np.ndarray


# ------------------------------------------------------------------------- a value, and an error


@task(
    criteria=BILL,
    cases=[
        {"about": "the screen of the lecture", "counts": (384, 10, 50, 3, 1024, 20)},
        {"about": "a quick look", "counts": (96, 4, 1, 2, 512, 0.5)},
        {
            "about": "no planes at all",
            "criterion": "refuses what cannot be",
            "counts": (384, 10, 0, 3, 1024, 20),
        },
        {
            "about": "less than no time",
            "criterion": "refuses what cannot be",
            "counts": (384, 10, 50, 3, 1024, -20),
        },
    ],
)
def plate_bill(student, expect, *, counts, criterion=None):
    """Check the three numbers; or, where an argument cannot be, that it is refused."""
    wrong = [name for name, count in zip(COUNTS, counts, strict=True) if count <= 0]
    if wrong:
        _expect_refusal(student, expect, criterion, counts, wrong)
        return
    wells, fields, planes, colours, side, seconds = counts
    got = student.call("plate_bill", *counts).value
    if not isinstance(got, tuple | list | np.ndarray) or len(got) != 3:
        for name in list(BILL)[:3]:
            expect(name, False, f"returned {got!r:.60}; expected three numbers")
        return
    images = wells * fields * planes * colours
    about = "for {} wells, {} fields, {} planes, {} colours".format(*counts)
    _expect_count(expect, "the number of images", got[0], images, f"images {about}")
    pixels = f"bytes of {images:,} images of {side} x {side} pixels"
    _expect_count(expect, "the bytes", got[1], images * side * side * 2, pixels)
    work = f"hours for {images:,} images at {seconds:g} s"
    expect.number("the hours", got[2], images * seconds / 3600, about=work)


def _expect_count(expect, criterion, got, expected, about):
    """Expect a whole number; of a float say what would be better, for nothing is divided here."""
    if isinstance(got, float | np.floating):
        expect(
            criterion, False, f"returned {got!r:.40}, a float; a count is whole, so return an int"
        )
    else:
        expect.whole_number(criterion, got, expected, about=about)


def _expect_refusal(student, expect, criterion, counts, wrong):
    """Expect a ValueError whose message names an argument that cannot be, and none that can."""
    given = dict(zip(COUNTS, counts, strict=True))
    asked = "for " + ", ".join(f"{name} = {given[name]:g}" for name in wrong)
    try:
        value = student.call("plate_bill", *counts).value
    except AnswerFailed as error:
        words = str(error)
        kind, _, message = words.partition(" stopped with ")[2].partition(": ")
    else:
        words = f"{asked} it returned {value!r:.60}; a bill of nothing hides the mistake: raise"
        expect(criterion, False, words)
        return
    if not kind:  # empty, missing, too slow, or None: say so in the words of the call
        raise AnswerFailed(words)
    kind = kind.split(" (line ")[0]  # an error without a message
    message = message.rsplit(" (line ", 1)[0]
    if kind != "ValueError":
        expect(criterion, False, f"{asked} it raised {kind}; expected a plain ValueError")
        return
    shown = f"{asked} it raised ValueError({message!r:.80})"
    named = [name for name in COUNTS if re.search(rf"\b{name}\b", message)]
    innocent = [name for name in named if name not in wrong]
    if not set(named) & set(wrong):
        expect(criterion, False, f"{shown}, which does not name {wrong[0]!r}")
    elif innocent:
        expect(criterion, False, f"{shown}, which names {innocent[0]!r} too: which one was wrong?")
    else:
        expect(criterion, True, shown)


# ------------------------------------------------------------------- an array, its dtype and shape


def _frames(kind, shape, salt):
    """Return two images of uint16 in which the light changes in the way `kind` says."""
    before = distinct(shape, salt=salt) % 1000 + 2000
    step = distinct(shape, salt=salt + 77) % 1500
    if kind == "brighter":
        return before, before + step
    if kind == "darker":
        return before + step, before
    if kind == "bright":  # beyond 32,767, where int16 ends: up from below it, down from above
        bright, up = before + 57_000 + step, step % 2 == 0
        return np.where(up, before, bright), np.where(up, bright, before + 40_000)
    if kind == "ends":
        return step // 1400 * 65535, (1 - step // 1400) * 65535
    return before, np.where(step % 2 == 0, before + step, before - step).astype("uint16")


@task(
    criteria=CHANGE,
    cases=[
        {
            "about": "an image that gets brighter",
            "kind": "brighter",
            "shape": (6, 9),
        },
        {
            "about": "an image that gets darker",
            "kind": "darker",
            "shape": (7, 5),
        },
        {
            "about": "from black to white and back",
            "kind": "ends",
            "shape": (8, 31),
        },
        {
            "about": "bright images",
            "kind": "bright",
            "shape": (5, 12),
        },
        {
            "about": "a stack",
            "kind": "mixed",
            "shape": (3, 4, 5),
        },
        {
            "about": "a single row of pixels",
            "kind": "mixed",
            "shape": (11,),
        },
    ],
)
def change(student, expect, *, kind, shape, salt=0):
    """Check values, dtype and shape of the difference, each by itself."""
    before, after = (image.astype("uint16") for image in _frames(kind, shape, salt))
    expected = after.astype("int32") - before.astype("int32")
    got = student.call("change", before, after).value
    if not is_plain(got):
        for name in CHANGE:
            expect(name, False, f"returned a value of type {type(got).__name__}, not an array")
        return
    words = f"the dtype is {got.dtype}"
    expect("whole numbers with a sign, int32", got.dtype == np.dtype("int32"), words)
    expect("the shape", got.shape == shape, f"shape {got.shape} for images of shape {shape}")
    flat = got.reshape(-1) if got.size == expected.size else got  # the shape is judged above
    wanted = expected.reshape(-1) if got.size == expected.size else expected
    expect.array("the right values", flat, wanted, about=f"values {KINDS[kind]}")


# ---------------------------------------------------------- chunks, bytes and requests; a picture


def _voxels(shape, dtype, salt):
    """Return an array of any dtype; where that has negative values, half of them are."""
    lowest = 0 if np.dtype(dtype).kind == "u" else 30_000
    return (distinct(shape, "int64", salt) - lowest).astype(dtype)


@task(
    criteria=THUMBNAIL,
    cases=[
        {
            "about": "a stack in chunks",
            "shape": (11, 61, 90),
            "chunks": (4, 16, 32),
            "z": 5,
            "step": 3,
        },
        {
            "about": "a stack in one piece, with negative values",
            "name": "well B07/field 3",
            "shape": (9, 50, 64),
            "chunks": None,
            "dtype": "int16",
            "z": 6,
            "step": 4,
        },
        {
            "about": "a row of chunks of 10 MiB, of which HDF5 keeps 8 for you",
            "shape": (20, 64, 4096),
            "chunks": (20, 64, 128),
            "z": 19,
            "step": 8,
        },
    ],
)
def thumbnail(
    student, expect, *, shape, chunks, z, step, name="stack", dtype="uint16", salt=0
):  # fmt: skip
    """Check the pixels, then where the reads fell and how many there were."""
    path = write_file(
        student,
        ("thumbnail", shape, dtype, salt),
        lambda: _voxels(shape, dtype, salt),
        name=name,
        chunks=chunks,
    )
    run = student.call("thumbnail", Source(path), name, z, step)
    expected = _voxels(shape, dtype, salt)[z, ::step, ::step]
    _expect_pixels(expect, run.value, expected)
    cost = run.cost(path, name)
    if chunks is None:
        most = 4
        _expect_plane(expect, cost, expected.nbytes, expected.dtype.itemsize * shape[1] * shape[2])
        stored = "a stack in one piece"
    else:
        _expect_chunks(expect, cost, shape, chunks, z, step)
        most = max(grid.count_touched(np.s_[z], shape, chunks), cost.fetches)  # one fault, not two
        stored = f"a stack in chunks of {chunks}"
    count = "1 request" if cost.requests == 1 else f"{cost.requests:,} requests"
    words = f"{stored}: {count}; {most} are allowed"
    expect("few requests", cost.requests <= most, words)


def _expect_pixels(expect, got, expected):
    """Expect an array with the values as they are stored: of the same dtype, too."""
    criterion = "the right pixels"
    if not is_plain(got):
        words = f"returned a value of type {type(got).__name__}; an array is asked for"
        expect(criterion, False, words)
    elif expect.array(criterion, got, expected, about="pixels of the thumbnail"):
        words = f"the dtype is {got.dtype}; in the file it is {expected.dtype}"
        if got.dtype != expected.dtype:
            expect(criterion, False, words)


def _expect_plane(expect, cost, least_bytes, plane_bytes):
    """Expect that a part of one plane was read from a stack in one piece, or all of it."""
    words = f"you read {cost.data_bytes:,} bytes; the plane has {plane_bytes:,}"
    if cost.data_bytes < least_bytes:
        words = _too_little(f"{cost.data_bytes:,} bytes", f"has {least_bytes:,}")
    right = least_bytes <= cost.data_bytes <= plane_bytes
    expect("only what it needs", right, f"a stack in one piece: {words}")


def _expect_chunks(expect, cost, shape, chunks, z, step):
    """Expect each chunk of the plane once; those without a pixel of the thumbnail may be left."""
    least = grid.count_touched(np.s_[z, ::step, ::step], shape, chunks)
    most = grid.count_touched(np.s_[z], shape, chunks)
    touched, again = len(cost.chunks), cost.fetches > len(cost.chunks)
    did = (
        f"{cost.fetches:,} times a chunk was fetched" if again else f"you fetched {touched} chunks"
    )
    words = f"{did}; {most} hold the plane"
    if touched < least:
        words = _too_little(f"{touched} chunks", f"lies in {least}")
    title = f"a stack in chunks of {chunks}: {words}"
    expect(
        "only what it needs",
        least <= touched <= most and not again,
        title,
        picture=lambda: plot_read(shape, chunks, selection=np.s_[z], read=cost.chunks, title=title),
    )


def _too_little(read, has):
    return f"only {read} came through `source`, and the thumbnail {has}: where is the rest from?"


# ---------------------------------------------------------------------------------- memory held


def _stack(shape, low, high, at_low, at_high, salt):
    """Return an int16 stack with its lowest and its highest value at two places."""
    inner = distinct((65_521,), "int64", salt) % max(high - low - 1, 1) + low + (low < high)
    data = np.resize(inner.astype("int16"), shape)
    data[at_low], data[at_high] = low, high
    return data


@task(
    criteria=RANGE,
    cases=[
        {
            "about": "only positive values",
            "criterion": "the lowest and the highest",
            "shape": (7, 30, 40),
            "low": 12,
            "high": 4000,
            "at_low": (3, 4, 17),
            "at_high": (2, 11, 23),
        },
        {
            "about": "only negative values",
            "criterion": "the lowest and the highest",
            "name": "well B07/field 3",
            "shape": (9, 20, 30),
            "low": -4000,
            "high": -7,
            "at_low": (1, 9, 14),
            "at_high": (4, 10, 19),
        },
        {
            "about": "in the first and the last plane",
            "criterion": "wherever they stand",
            "shape": (23, 12, 14),
            "low": -300,
            "high": 900,
            "at_low": (22, 11, 13),
            "at_high": (0, 0, 0),
        },
        {
            "about": "a stack of 36 MiB, its planes of nearly 4 MiB",
            "criterion": "little is held",
            "shape": (9, 1390, 1500),
            "low": -900,
            "high": 12_000,
            "at_low": (4, 700, 750),
            "at_high": (8, 1389, 1499),
        },
    ],
)
def lowest_highest(
    student, expect, *, criterion, shape, low, high, at_low, at_high, name="stack", salt=0
):  # fmt: skip
    """Check both ends, that each byte is read once, and that only a part is held."""
    key = ("range", shape, low, high, at_low, at_high, salt)
    path = write_file(
        student, key, lambda: _stack(shape, low, high, at_low, at_high, salt), name=name
    )
    run = student.call("lowest_highest", Source(path), name)
    where = "wherever they stand" if criterion == "little is held" else criterion
    pair = run.value
    if not isinstance(pair, tuple | list | np.ndarray) or len(pair) != 2:
        expect(where, False, f"returned {pair!r:.60}; expected two numbers, (lowest, highest)")
        return
    for got, wanted, end in zip(pair, (low, high), ("lowest", "highest"), strict=True):
        if isinstance(got, bool) or not isinstance(got, int | np.integer):
            expect(where, False, f"the {end} is {got!r:.40}; expected a whole number")
        else:
            words = f"the {end} of a stack of shape {shape}: you say {got:,}, it is {wanted:,}"
            expect(where, int(got) == wanted, words)
    cost, whole = run.cost(path, name), 2 * int(np.prod(shape))
    times = format_number(cost.data_bytes / whole)
    words = f"you read {cost.data_bytes:,} bytes of a stack of {whole:,}, {times} times as many"
    expect("every byte is read once", cost.data_bytes == whole, words)
    if criterion == "little is held":
        _expect_little(expect, criterion, run.peak_bytes, whole)


def _expect_little(expect, criterion, peak_bytes, whole):
    """Expect that no more than the limit was held; tell a loop from a read of everything."""
    if peak_bytes is None:
        expect(criterion, True, "not measured: this system does not tell peak memory")
        return
    held = f"{format_bytes(peak_bytes)} held of a stack of {format_bytes(whole)}"
    words = f"{held}; the limit is {format_bytes(MOST_HELD)}"
    if MOST_HELD < peak_bytes < 0.95 * whole:
        words += ". Is the block before still there while the next one is read?"
    expect(criterion, peak_bytes <= MOST_HELD, words)


# ---------------------------------------------------------------------- predictions, and a quiz


@task(criteria=ANSWERS, cases=[{"about": "your answers"}])
def my_answers(student, expect):
    """Measure the five reads, and hold the answers against what the meter says."""
    given = student.call("my_answers").value
    if not isinstance(given, dict):
        raise AnswerFailed(f"my_answers returned {given!r:.60}; expected a dictionary")
    path = write_file(student, ("answers",), lambda: distinct(SHAPE), chunks=CHUNKS)
    costs = {letter: measure_read(path, "stack", read) for letter, read in READS.items()}
    _judge_chunks(expect, given.get("chunks"), costs["a"])
    _judge_bytes(expect, given.get("bytes"), costs["a"])
    fewest = min(costs, key=lambda letter: costs[letter].data_bytes)
    _judge_letters(expect, "one of several", given.get("fewest"), {fewest}, costs)
    dear = {letter for letter, cost in costs.items() if cost.amplification >= 100}
    _judge_letters(expect, "all that apply", given.get("dear"), dear, costs)


def _judge_chunks(expect, said, cost):
    criterion, true = "chunks, predicted", len(cost.chunks)
    if isinstance(said, bool) or not isinstance(said, int | np.integer):
        expect(criterion, False, f"'chunks' is {said!r:.40}; expected a whole number")
        return
    words = "too many" if said > true else "too few" if said < true else "exactly right"
    hint = "" if said == true else f"; {cost.total_chunks} chunks make the whole stack"
    expect(
        criterion,
        said == true,
        f"you predicted {said:,}: {words}{hint}",
        picture=lambda: plot_read(SHAPE, CHUNKS, title="the chunks of the stack"),
    )


def _judge_bytes(expect, said, cost):
    criterion = "bytes, predicted to a factor of 2"
    is_number = isinstance(said, int | float | np.number) and not isinstance(said, bool)
    if not is_number or not said > 0:
        expect(criterion, False, f"'bytes' is {said!r:.40}; expected a number above 0")
        return
    times = max(said, cost.data_bytes) / min(said, cost.data_bytes)
    side = "low" if said < cost.data_bytes else "high"
    words = f"you predicted {said:,}: {format_number(times)} times too {side}"
    if said == cost.asked_bytes:
        words += "; so many were asked for. In which pieces do they come?"
    expect(criterion, times <= 2, "close enough" if times <= 2 else words)


def _judge_letters(expect, criterion, said, right, costs):
    """Judge a choice of letters: as text, a list or a set."""
    key, wanted = ("fewest", "one letter, such as 'b'")
    if criterion == "all that apply":
        key, wanted = ("dear", "letters, such as 'ab'")
    if not isinstance(said, str | list | tuple | set | frozenset) or not said:
        expect(criterion, False, f"{key!r} is {said!r:.40}; expected {wanted}")
        return
    chosen = {one for one in "".join(map(str, said)).lower() if one not in " ,;"}
    unknown = sorted(chosen - set(READS))
    if unknown or not chosen:
        expect(criterion, False, f"{key!r} is {said!r:.40}; the letters are a to e")
        return
    if criterion == "one of several" and len(chosen) > 1:
        expect(criterion, False, f"{key!r} is {said!r:.40}; one letter is asked for")
        return
    wrong = sorted(chosen - right)
    if wrong and criterion == "one of several":
        words = f"{wrong[0]} touches {len(costs[wrong[0]].chunks)} chunks; another touches fewer"
    elif wrong:
        times = format_number(costs[wrong[0]].amplification)
        words = f"{wrong[0]} reads {times} times what it asks for"
    else:
        words = "right, by the meter" if chosen == right else "right so far; not all are there"
    expect(criterion, chosen == right, words)
