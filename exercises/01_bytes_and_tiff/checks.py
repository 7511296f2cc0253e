"""The open checks of 01_bytes_and_tiff. Students may read them: they say what is asked, not how."""

import contextlib
import math
import struct
from collections import defaultdict

import numpy as np

from outofcore import grid
from outofcore.checking import AnswerFailed, Source, task
from outofcore.formats import tiff
from outofcore.measure.cost import cost_of_files
from outofcore.measure.tiff_reads import measure_read
from outofcore.plotting import plot_read
from outofcore.units import MIB, format_bytes

NBYTES = {
    "a stack of counts": 0.5,
    "every dtype": 0.5,
    "lengths as a header gives them": 0.5,
    "exact, however large": 0.5,
}
VIEW = {
    "the first voxel": 0.5,
    "how far apart": 1,
    "how many": 1,
    "walked backwards": 0.5,
}
STRIPS = {
    "the first page": 1,
    "both byte orders": 1,
    "one strip or many": 1,
    "any page": 0.5,
    "no pixel is read": 0.5,
}
PLAN = {"pages": 1, "strips": 1, "bytes of whole strips": 1, "the ragged last strip": 1}
SIDE = {
    "the right rows": 1,
    "only the planes it shows": 1,
    "one strip of each": 1,
    "little is held": 1,
}
VOXEL = {
    "z, y, x": 1,
    "units": 1,
    "a size that is not given": 0.5,
    "no pixel is read": 0.5,
}
SHORTCUTS = (  # what counts strips, and what writes a file to try it
    "grid",
    "count_touched",
    "touched_chunks",
    "touched_bytes",
    "measure_read",
    "measure_reads",
    "chunk_map",
    "cost_of_files",
    "tifffile",
    "TiffFile",
    "imwrite",
)


@task(
    criteria=NBYTES,
    cases=[
        {
            "about": "12-bit counts in uint16",
            "criterion": "a stack of counts",
            "shape": (60, 512, 640),
            "dtype": "uint16",
        },
        {
            "about": "one plane of bytes",
            "criterion": "a stack of counts",
            "shape": (480, 640),
            "dtype": "uint8",
        },
        {
            "about": "a filtered image",
            "criterion": "every dtype",
            "shape": (60, 512, 640),
            "dtype": "float32",
        },
        {
            "about": "a mask",
            "criterion": "every dtype",
            "shape": (7, 100, 101),
            "dtype": "bool",
        },
        {
            "about": "the other byte order",
            "criterion": "every dtype",
            "shape": (7, 100, 101),
            "dtype": ">i4",
        },
        {
            "about": "lengths in an int32 array",
            "criterion": "lengths as a header gives them",
            "shape": [1200, 2048, 2048],
            "dtype": "uint16",
            "header": True,
        },
        {
            "about": "a whole brain, at a few nanometres a voxel",
            "criterion": "exact, however large",
            "shape": (2**22, 2**21, 2**21),
            "dtype": "uint16",
        },
        {
            "about": "the same brain, cropped to odd lengths",
            "criterion": "exact, however large",
            "shape": (2**22 - 1, 2**21 - 1, 2**21 - 3),
            "dtype": "uint8",
        },
    ],
)
def voxel_bytes(student, expect, *, criterion, shape, dtype, header=False):
    """Check the number of bytes against arithmetic on whole numbers without end."""
    needed = math.prod(shape) * np.dtype(dtype).itemsize
    given = np.array(shape, "int32") if header else tuple(shape)
    got = student.call("voxel_bytes", given, dtype).value
    lengths = f"an int32 array of lengths {list(shape)}" if header else f"{tuple(shape)}"
    about = f"bytes in {lengths} of {dtype}{_overflow(got, needed)}"
    expect.whole_number(criterion, got, needed, about=about)


def _overflow(got, needed):
    """Return in words that `got` is what is left of `needed` in 64 or 32 bits, if it is."""
    if isinstance(got, int | np.integer) and int(got) != needed:
        for bits in (64, 32):
            if (int(got) - needed) % 2**bits == 0:
                return f"; yours is what is left of it in {bits} bits, the rest ran over"
    return ""


@task(
    criteria=VIEW,
    cases=[
        {
            "about": "a corner cut off",
            "criterion": "the first voxel",
            "shape": (20, 30, 40),
            "itemsize": 2,
            "start": (5, 6, 7),
            "step": (1, 1, 1),
        },
        {
            "about": "a stack larger than any memory",
            "criterion": "the first voxel",
            "shape": (2**20, 2**20, 2**19),
            "itemsize": 2,
            "start": (5, 6, 7),
            "step": (1, 1, 1),
        },
        {
            "about": "a single row of voxels",
            "criterion": "how far apart",
            "shape": (1000,),
            "itemsize": 4,
            "start": (10,),
            "step": (5,),
        },
        {
            "about": "a series of stacks",
            "criterion": "how far apart",
            "shape": (6, 20, 30, 40),
            "itemsize": 2,
            "start": (1, 2, 0, 3),
            "step": (2, 1, 3, 1),
        },
        {
            "about": "every second voxel",
            "criterion": "how far apart",
            "shape": (20, 30, 40),
            "itemsize": 2,
            "start": (0, 0, 0),
            "step": (2, 2, 2),
        },
        {
            "about": "steps that do not divide the lengths",
            "criterion": "how many",
            "shape": (19, 31, 41),
            "itemsize": 4,
            "start": (3, 1, 2),
            "step": (2, 4, 7),
        },
        {
            "about": "a plane",
            "criterion": "how many",
            "shape": (480, 640),
            "itemsize": 1,
            "start": (479, 0),
            "step": (1, 3),
        },
        {
            "about": "upside down",
            "criterion": "walked backwards",
            "shape": (19, 31, 41),
            "itemsize": 2,
            "start": (18, 0, 0),
            "step": (-1, 1, 1),
        },
        {
            "about": "backwards in steps of three",
            "criterion": "walked backwards",
            "shape": (19, 31, 41),
            "itemsize": 2,
            "start": (0, 30, 31),
            "step": (1, -3, -3),
        },
    ],
)
def view_numbers(student, expect, *, criterion, shape, itemsize, start, step):
    """Check the three numbers of a view against those of NumPy's own view of the same array."""
    value = student.call("view_numbers", shape, itemsize, start, step).value
    selection = tuple(slice(a, None, b) for a, b in zip(start, step, strict=True))
    apart = [itemsize * math.prod(shape[axis + 1 :]) for axis in range(len(shape))]
    voxel = np.empty(1, f"V{itemsize}")  # the only one that exists; nobody looks at the others
    whole = np.lib.stride_tricks.as_strided(voxel, shape, apart)
    view = whole[selection]
    offset = view.ctypes.data - whole.ctypes.data
    shown = ", ".join(f"{a}::{b}" for a, b in zip(start, step, strict=True))
    asked = f"stack[{shown}] of shape {shape}, itemsize {itemsize}"
    if not isinstance(value, tuple | list) or len(value) != 3:
        expect(criterion, False, f"returned {value!r:.60}; expected (offset, shape, strides)")
        return
    backwards = criterion if criterion == "walked backwards" else None
    expect.whole_number(
        backwards or "the first voxel", value[0], offset, about=f"bytes before {asked}"
    )
    for name, got, true in (
        ("how far apart", value[2], view.strides),
        ("how many", value[1], view.shape),
    ):
        good, words = _same_numbers(got, true, itemsize)
        what = "strides" if name == "how far apart" else "shape"
        expect(backwards or name, good, f"{what} of {asked}: {words}")


def _same_numbers(got, true, itemsize):
    """Return whether `got` is a row of the numbers `true`, and the difference in words."""
    if not isinstance(got, tuple | list | np.ndarray) or len(got) != len(true):
        return False, f"you have {got!r:.60}; expected {len(true)} numbers, one per axis"
    if not all(isinstance(n, int | np.integer) and not isinstance(n, bool) for n in got):
        return False, f"you have {tuple(got)!r:.60}; these are whole numbers, divide with //"
    got = tuple(int(n) for n in got)
    if got == tuple(true):
        return True, f"{got}"
    if tuple(n * itemsize for n in got) == tuple(true):
        return False, f"you have {got}, in voxels; strides count bytes"
    return False, f"you have {got}, it is {tuple(true)}"


def distinct(shape, dtype="uint16", salt=0):
    """Return an array whose neighbours all differ, so that a misplaced read shows.

    Another `salt` gives other values: who knows this function does not know those.
    """
    return _value_at(np.arange(np.prod(shape), dtype="uint32"), salt).reshape(shape).astype(dtype)


def _value_at(place, salt):
    """Return the values of the voxels with these numbers, counted along the line."""
    return (place + salt) * np.uint32(40503) % 65521


def write_tiff(path, pages, rows, byteorder="<", *, short=(), backwards=False, text=None):
    """Write a plain TIFF file: of each page the directory, then its strips of `rows` rows.

    Tags in `short` are stored as SHORT, not LONG. A file that is written `backwards` has its last
    strip in front and its first directory at the end, with gaps between. `text` describes the
    first page, and lies behind everything else::

        II 42 8 | directory 0 | strip 0 | strip 1 | directory 1 | strip 0 | strip 1 | text
    """
    strips = [_cut(page, number, rows, byteorder) for number, page in enumerate(pages)]
    at = defaultdict(int)  # where each block lies: not known in the first round
    for _ in range(2):
        blocks = {}
        for number, page in enumerate(pages):
            described = text if number == 0 else None
            own = strips[number]
            blocks |= _directory(page, number, rows, own, byteorder, short, described, at) | own
        described = blocks.pop("text", None)
        order, end = list(blocks)[:: -1 if backwards else 1], 8
        for place, key in enumerate(order):
            at[key] = end
            end += len(blocks[key]) + len(blocks[key]) % 2 + 2 * (place % 7) * backwards
        if described is not None:
            at["text"], blocks["text"] = end, described
        at["directory", len(pages)] = 0  # after the last page
    magic = b"II" if byteorder == "<" else b"MM"
    with open(path, "wb") as file:
        file.write(magic + struct.pack(byteorder + "HI", 42, at["directory", 0]))
        for key, block in blocks.items():
            file.seek(at[key])
            file.write(block)


def _cut(page, number, rows, byteorder):
    """Return the strips of a page as bytes, by name."""
    page = page.astype(page.dtype.newbyteorder(byteorder))
    tops = range(0, len(page), rows)
    return {("strip", number, top): page[top : top + rows].tobytes() for top in tops}


def _directory(page, number, rows, strips, byteorder, short, text, at):
    """Return the directory of a page, its long lists of values, and its text, by name."""
    length, width = page.shape
    values = {
        256: [width],
        257: [length],
        258: [8 * page.itemsize],
        259: [1],  # not compressed
        262: [1],  # 0 is black
        270: text,
        273: [at[key] for key in strips],
        277: [1],
        278: [rows],
        279: [len(strip) for strip in strips.values()],
        339: [3 if page.dtype.kind == "f" else 1],
    }
    lists, entries = {}, []
    for tag, numbers in values.items():
        if numbers is None:
            continue
        small = tag in (258, 259, 262, 277, 339, *short)
        if tag == 270:
            kind, count, data, key = 2, len(text), text, "text"
        else:
            kind, count, key = 3 if small else 4, len(numbers), ("list", number, tag)
            data = struct.pack(f"{byteorder}{count}{'H' if small else 'I'}", *numbers)
        last = data.ljust(4, b"\0")
        if len(data) > 4:
            lists[key] = data
            last = struct.pack(byteorder + "I", at[key])
        entries.append(struct.pack(byteorder + "HHI", tag, kind, count) + last)
    following = struct.pack(byteorder + "I", at["directory", number + 1])
    count = struct.pack(byteorder + "H", len(entries))
    return {("directory", number): b"".join([count, *entries, following]), **lists}


def write_stack(path, shape, dtype, rows, byteorder="<", salt=0, **more):
    """Write `distinct(shape)` as a plain TIFF file, a page per plane."""
    write_tiff(path, distinct(shape, dtype, salt), rows, byteorder, **more)


def _pixel_bytes(run, path):
    """Return how many bytes of pixels a call has read, of any page."""
    with tiff.open_lazy(path) as file:
        maps = [tiff.map_series(series) for series in file.series]
    return sum(cost_of_files(_requests(run, path), layout).data_bytes for layout in maps)


def _requests(run, path):
    return [("", offset, nbytes) for offset, nbytes in run.requests[path]]


@contextlib.contextmanager
def _saying(words):
    """Put `words` in front of what stopped an answer."""
    try:
        yield
    except AnswerFailed as error:
        raise AnswerFailed(f"{words}: {error}") from None


@task(
    criteria=STRIPS,
    cases=[
        {
            "about": "the first of three pages, least significant byte first",
            "criterion": "the first page",
            "shape": (3, 50, 70),
            "rows": 16,
            "number": 0,
            "short": (279,),
        },
        {
            "about": "most significant byte first",
            "criterion": "both byte orders",
            "shape": (2, 50, 70),
            "rows": 16,
            "number": 0,
            "byteorder": ">",
        },
        {
            "about": "SHORT values, most significant byte first",
            "criterion": "both byte orders",
            "shape": (2, 50, 70),
            "rows": 50,
            "number": 0,
            "byteorder": ">",
            "short": (256, 257, 279),
        },
        {
            "about": "a page in a single strip",
            "criterion": "one strip or many",
            "shape": (2, 50, 70),
            "rows": 50,
            "number": 0,
            "short": (256, 257, 279),
        },
        {
            "about": "a page in a single large strip",
            "criterion": "one strip or many",
            "shape": (1, 300, 260),
            "rows": 300,
            "number": 0,
        },
        {
            "about": "two strips whose offsets and counts are SHORT",
            "criterion": "one strip or many",
            "shape": (2, 50, 70),
            "rows": 25,
            "number": 0,
            "short": (256, 257, 273, 279),
        },
        {
            "about": "the last page",
            "criterion": "any page",
            "shape": (9, 50, 70),
            "rows": 16,
            "number": 8,
            "short": (279,),
        },
        {
            "about": "a file written backwards, with gaps",
            "criterion": "any page",
            "shape": (5, 50, 70),
            "rows": 16,
            "number": 3,
            "backwards": True,
        },
        {
            "about": "pages of different lengths, a byte per pixel",
            "criterion": "any page",
            "shape": (4, 50, 70),
            "rows": 16,
            "number": 2,
            "dtype": "uint8",
            "longer": 9,
        },
    ],
)
def page_strips(
    student,
    expect,
    *,
    criterion,
    shape,
    rows,
    number,
    dtype="uint16",
    byteorder="<",
    salt=0,
    short=(),
    backwards=False,
    longer=0,
):
    """Check a page's size and strips against tifffile, and that no strip was read for them.

    Each page has `longer` rows more than the one before it.
    """
    student.refuse_names("page_strips", "tifffile", "TiffFile", "imread", "imageio", "PIL", "tiff")

    def write(path):
        count, length, width = shape
        lengths = [length + longer * k for k in range(count)]
        pages = [distinct((n, width), dtype, salt + k) for k, n in enumerate(lengths)]
        write_tiff(path, pages, rows, byteorder, short=short, backwards=backwards)

    key = ("pages", shape, rows, dtype, byteorder, salt, short, backwards, longer)
    path = student.input_file(key, write)
    where = f"page {number} of a file that begins with {'II' if byteorder == '<' else 'MM'}"
    with _saying(where):
        run = student.call("page_strips", Source(path), number)
    with tiff.open_lazy(path) as file:
        page = file.pages[number]
        true = (page.imagewidth, page.imagelength, page.dataoffsets, page.databytecounts)
    good, words = _same_page(run.value, true, short)
    expect(criterion, good, f"{where}: {words}")
    nbytes = _pixel_bytes(run, path)
    if good or nbytes:  # to read nothing and to know nothing is no merit
        expect(
            "no pixel is read",
            nbytes == 0,
            f"{format_bytes(nbytes)} of pixels were read; header and directories say it all"
            if nbytes
            else "header and directories were read, nothing else",
        )


def _same_page(got, true, short):
    """Return whether `got` is (width, length, offsets, counts), and the difference in words."""
    if not isinstance(got, tuple | list) or len(got) != 4:
        return False, f"returned {got!r:.60}; expected (width, length, offsets, counts)"
    stored = [f" (stored as {'SHORT' if tag in short else 'LONG'})" for tag in (256, 257, 273, 279)]
    for name, mine, its, kind in zip(("width", "length"), got, true, stored, strict=False):
        if isinstance(mine, tuple | list | np.ndarray):
            return False, f"{name} is {mine!r:.40}, a list; expected a number"
        if mine != its:
            return False, f"{name} is {mine!r:.40} in your answer, {its:,} in the file{kind}"
    rows = zip(("offset", "byte count"), got[2:], true[2:], stored[2:], strict=True)
    for name, mine, its, kind in rows:
        if not isinstance(mine, tuple | list | np.ndarray):
            return False, f"the {name}s are {mine!r:.40}; expected a list, one per strip"
        mine = [int(n) if isinstance(n, int | np.integer) else n for n in mine]
        if len(mine) != len(its):
            return False, f"{len(mine)} {name}s for {len(its)} strips"
        wrong = [k for k in range(len(its)) if mine[k] != its[k]]
        if wrong:
            k = wrong[0]
            said = f"the {name} of strip {k} is {mine[k]!r:.40} in your answer"
            return False, f"{said}, {its[k]:,} in the file{kind}"
    return True, "width, length, and where each of its strips lies"


@task(
    criteria=PLAN,
    cases=[
        {
            "about": "an XY plane",
            "criterion": "pages",
            "shape": (12, 64, 50),
            "itemsize": 2,
            "rows": 16,
            "start": (7, 0, 0),
            "stop": (8, 64, 50),
        },
        {
            "about": "a YZ slice",
            "criterion": "pages",
            "shape": (12, 64, 50),
            "itemsize": 2,
            "rows": 16,
            "start": (0, 0, 33),
            "stop": (12, 64, 34),
        },
        {
            "about": "an XZ slice",
            "criterion": "strips",
            "shape": (12, 64, 50),
            "itemsize": 2,
            "rows": 16,
            "start": (0, 20, 0),
            "stop": (12, 21, 50),
        },
        {
            "about": "a few rows across a border",
            "criterion": "strips",
            "shape": (12, 64, 50),
            "itemsize": 2,
            "rows": 16,
            "start": (3, 15, 4),
            "stop": (5, 17, 9),
        },
        {
            "about": "a box that ends where a strip ends",
            "criterion": "strips",
            "shape": (12, 64, 50),
            "itemsize": 2,
            "rows": 16,
            "start": (3, 16, 4),
            "stop": (5, 32, 9),
        },
        {
            "about": "voxels of one byte",
            "criterion": "bytes of whole strips",
            "shape": (12, 64, 50),
            "itemsize": 1,
            "rows": 8,
            "start": (2, 9, 0),
            "stop": (3, 10, 1),
        },
        {
            "about": "the last rows, in a strip that is not full",
            "criterion": "the ragged last strip",
            "shape": (5, 75, 41),
            "itemsize": 2,
            "rows": 16,
            "start": (1, 62, 0),
            "stop": (4, 75, 41),
        },
        {
            "about": "a box that ends in a strip that is not full, before the page does",
            "criterion": "the ragged last strip",
            "shape": (5, 75, 41),
            "itemsize": 2,
            "rows": 16,
            "start": (1, 62, 0),
            "stop": (4, 70, 41),
        },
        {
            "about": "strips longer than the page",
            "criterion": "the ragged last strip",
            "shape": (5, 20, 41),
            "itemsize": 2,
            "rows": 64,
            "start": (1, 3, 0),
            "stop": (2, 5, 41),
        },
        {
            "about": "a stack that no disk holds",
            "criterion": "strips",
            "shape": (10**6, 2**28 + 1, 2**20),
            "itemsize": 2,
            "rows": 200_000,
            "start": (999_990, 399_500, 0),
            "stop": (10**6, 400_500, 1),
        },
    ],
)
def plan_read(student, expect, *, criterion, shape, itemsize, rows, start, stop):
    """Check the plan against the meter on a real file: difference 0."""
    student.refuse_names("plan_read", *SHORTCUTS)
    value = student.call("plan_read", shape, itemsize, rows, start, stop).value
    box = tuple(slice(a, b) for a, b in zip(start, stop, strict=True))
    strip = (1, min(rows, shape[1]), shape[2])
    if math.prod(shape) > MIB:  # too large to try
        pages = stop[0] - start[0]
        strips = grid.count_touched(box, shape, strip)
        nbytes = grid.touched_bytes(box, shape, strip, itemsize)
    else:
        dtype = f"uint{8 * itemsize}"
        path = student.input_file(
            ("plain", shape, dtype, rows), lambda path: write_stack(path, shape, dtype, rows)
        )
        cost = measure_read(path, 0, box)
        pages = len({index[0] for index in cost.chunks})
        strips, nbytes = len(cost.chunks), cost.data_bytes
    asked = f"the box {start} to {stop} of shape {shape} in strips of {rows}"
    if not isinstance(value, tuple | list) or len(value) != 3:
        expect(criterion, False, f"returned {value!r:.60}; expected (pages, strips, nbytes)")
        return

    def picture():
        title = "which strips does the box touch?"
        return plot_read(shape, strip, selection=box, title=title) if shape[0] < 100 else None

    ragged = criterion if criterion == "the ragged last strip" else None
    expect.whole_number(ragged or "pages", value[0], pages, about=f"pages for {asked}")
    expect.whole_number(
        ragged or "strips",
        value[1],
        strips,
        about=f"strips for {asked}",
        picture=picture,
    )
    expect.whole_number(
        ragged or "bytes of whole strips",
        value[2],
        nbytes,
        about=f"bytes on the meter for {asked}",
    )


@task(
    criteria=SIDE,
    cases=[
        {
            "about": "as many pixels as planes",
            "criterion": "the right rows",
            "shape": (14, 90, 60),
            "rows": 16,
            "y": 40,
            "height": 14,
        },
        {
            "about": "most significant byte first",
            "criterion": "the right rows",
            "shape": (14, 90, 60),
            "rows": 90,
            "y": 71,
            "height": 14,
            "byteorder": ">",
        },
        {
            "about": "zoomed out",
            "criterion": "only the planes it shows",
            "shape": (41, 90, 60),
            "rows": 16,
            "y": 17,
            "height": 9,
        },
        {
            "about": "a window of one pixel",
            "criterion": "only the planes it shows",
            "shape": (41, 90, 60),
            "rows": 16,
            "y": 32,
            "height": 1,
        },
        {
            "about": "zoomed in, more pixels than planes",
            "criterion": "the right rows",
            "shape": (26, 90, 60),
            "rows": 16,
            "y": 3,
            "height": 46,
        },
        {
            "about": "the last row, in a strip that is not full",
            "criterion": "one strip of each",
            "shape": (14, 90, 60),
            "rows": 16,
            "y": 89,
            "height": 7,
        },
        {
            "about": "a file written backwards, with gaps",
            "criterion": "the right rows",
            "shape": (14, 90, 60),
            "rows": 16,
            "y": 53,
            "height": 14,
            "backwards": True,
        },
        {
            "about": "a byte per voxel",
            "criterion": "the right rows",
            "shape": (14, 90, 60),
            "rows": 16,
            "y": 53,
            "height": 10,
            "dtype": "uint8",
        },
        {
            "about": "a large stack, a strip per page",
            "criterion": "little is held",
            "shape": (18, 1024, 512),
            "rows": 1024,
            "y": 700,
            "height": 18,
        },
    ],
)
def side_view(
    student,
    expect,
    *,
    criterion,
    shape,
    rows,
    y,
    height,
    dtype="uint16",
    byteorder="<",
    salt=0,
    backwards=False,
):
    """Check the section, which planes and strips were read for it, and what was held."""
    path = student.input_file(
        ("stack", shape, rows, dtype, byteorder, salt, backwards),
        lambda path: write_stack(path, shape, dtype, rows, byteorder, salt, backwards=backwards),
    )
    run = student.call("side_view", Source(path), y, height)
    planes = [i * shape[0] // height for i in range(height)]
    about = f"pixels of row {y} in {height} of {shape[0]} planes"
    section = _section(shape, dtype, salt, y, height)
    right = expect.array("the right rows", run.value, section, about=about)
    if right:
        found = getattr(run.value, "dtype", None)
        said = f"of dtype {found}" if found else "no array"
        good = found is not None and found.newbyteorder("=") == dtype
        words = f"{about} are right" if good else f"the numbers are right, but they are {said}"
        expect("the right rows", good, words + ("" if good else f"; the file holds {dtype}"))
    cost = cost_of_files(_requests(run, path), tiff.chunk_map(path))
    read, shown = {index[0] for index in cost.chunks}, set(planes)
    expect(
        "only the planes it shows",
        len(read) == len(shown),
        f"{height} pixels high: pixels of {len(read)} of {shape[0]} planes were read; "
        f"{len(shown)} are shown",
    )
    row = shape[2] * np.dtype(dtype).itemsize
    strip = min(rows, shape[1]) * row
    each = f", {cost.data_bytes / len(read) / strip:.3g} strips a plane" if read else ""
    expect(
        "one strip of each",
        len(shown) * row <= cost.data_bytes <= len(read) * strip,
        f"{format_bytes(cost.data_bytes)} of pixels were read from {len(read)} planes{each}; "
        "one strip a plane holds the row, and once is enough",
    )
    if criterion != "little is held":
        return
    whole = format_bytes(math.prod(shape) * np.dtype(dtype).itemsize)
    if run.peak_bytes is None:
        expect(criterion, True, "not measured: this system does not tell peak memory")
    else:
        expect(
            criterion,
            run.peak_bytes <= 8 * MIB,
            f"{format_bytes(run.peak_bytes)} held for {height} rows of a stack of {whole}; "
            "the limit is 8 MiB",
        )


def _section(shape, dtype, salt, y, height):
    """Return row `y` of the planes that a window of `height` pixels shows."""
    planes = np.array([i * shape[0] // height for i in range(height)], "uint32")
    place = (planes[:, None] * shape[1] + y) * shape[2] + np.arange(shape[2], dtype="uint32")
    return _value_at(place.astype("uint32"), salt).astype(dtype)


def write_ome(path, attributes, schema, shape, said=""):
    """Write a TIFF file whose first page carries OME-XML with the given sizes.

    The text lies behind the pixels. `said` is what somebody noted about the image.
    """
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?><OME xmlns="http://www.openmicroscopy.org/Schemas/'
        f'OME/{schema}"><Image ID="Image:0"><Description>{said}</Description>'
        f'<Pixels ID="Pixels:0" DimensionOrder="XYZCT" '
        f'Type="uint16" SizeX="{shape[2]}" SizeY="{shape[1]}" SizeZ="{shape[0]}" SizeC="1" '
        f'SizeT="1" {" ".join(attributes)}><Channel ID="Channel:0:0" SamplesPerPixel="1"/>'
        f'<TiffData IFD="0" PlaneCount="{shape[0]}"/></Pixels></Image></OME>'
    )
    write_tiff(path, distinct(shape), shape[1], text=xml.encode() + b"\0")


@task(
    criteria=VOXEL,
    cases=[
        {
            "about": "micrometres, said in full",
            "criterion": "z, y, x",
            "sizes": {"X": "0.5", "Y": "0.25", "Z": "2.0"},
            "units": {"X": "µm", "Y": "µm", "Z": "µm"},
        },
        {
            "about": "no unit, which means micrometres",
            "criterion": "units",
            "sizes": {"X": "0.5", "Y": "0.25", "Z": "2.0"},
            "units": {},
        },
        {
            "about": "nanometres",
            "criterion": "units",
            "sizes": {"X": "4", "Y": "4", "Z": "40"},
            "units": {"X": "nm", "Y": "nm", "Z": "nm"},
        },
        {
            "about": "a unit for each axis",
            "criterion": "units",
            "sizes": {"X": "650", "Y": "0.65", "Z": "0.003"},
            "units": {"X": "nm", "Z": "mm"},
        },
        {
            "about": "no distance between planes",
            "criterion": "a size that is not given",
            "sizes": {"X": "0.11", "Y": "0.12"},
            "units": {"X": "µm", "Y": "µm"},
        },
        {
            "about": "no size along y",
            "criterion": "a size that is not given",
            "sizes": {"X": "0.65", "Z": "2.0"},
            "units": {"X": "µm", "Z": "µm"},
        },
        {
            "about": "a description that speaks of another image",
            "criterion": "z, y, x",
            "sizes": {"X": "0.5", "Y": "0.25", "Z": "2.0"},
            "units": {"X": "µm", "Y": "µm", "Z": "µm"},
            "said": 'Binned. Before: PhysicalSizeX="0.125" PhysicalSizeXUnit="mm"',
        },
        {
            "about": "OME-XML without any size",
            "criterion": "a size that is not given",
            "sizes": {},
            "units": {},
        },
    ],
)
def voxel_size(
    student,
    expect,
    *,
    criterion,
    sizes,
    units,
    schema="2016-06",
    shape=(3, 20, 30),
    said="",
    quote='"',
):
    """Check the size of a voxel, and that no pixel was read for it."""
    student.refuse_names("voxel_size", "spacing_um", "read_ome", "ome_xml", "ome_types")
    named = {f"PhysicalSize{axis}": size for axis, size in sizes.items()}
    named |= {f"PhysicalSize{axis}Unit": unit for axis, unit in units.items()}
    attributes = tuple(f"{name}={quote}{value}{quote}" for name, value in named.items())
    path = student.input_file(
        ("ome", attributes, schema, shape, said),
        lambda path: write_ome(path, attributes, schema, shape, said),
    )
    run = student.call("voxel_size", Source(path))
    with tiff.open_lazy(path) as file:
        found = tiff.spacing_um(file)
    true = tuple(found.get(axis) for axis in "zyx")
    good, words = _same_sizes(run.value, true)
    expect(criterion, good, f"{' '.join(attributes) or 'no sizes'}: {words}")
    nbytes = _pixel_bytes(run, path)
    if nbytes or (good and sizes):  # to read nothing and to know nothing is no merit
        expect(
            "no pixel is read",
            nbytes == 0,
            f"{format_bytes(nbytes)} of pixels were read; the text alone says it"
            if nbytes
            else "only tags and text were read",
        )


def _same_sizes(got, true):
    """Return whether `got` is the three sizes `true`, None among them, and the difference."""
    if not isinstance(got, tuple | list) or len(got) != 3:
        return False, f"returned {got!r:.60}; expected three sizes, (z, y, x)"
    for axis, mine, its in zip("zyx", got, true, strict=True):
        if its is None:
            if mine is not None:
                return False, f"you say {mine!r:.30} along {axis}; the file says nothing, None"
            continue
        if isinstance(mine, bool) or not isinstance(mine, int | float | np.number):
            return False, f"you say {mine!r:.30} along {axis}; expected a number in micrometres"
        if not abs(float(mine) - its) <= 1e-9 * its:
            return False, f"you say {float(mine):.6g} along {axis}; it is {its:.6g} micrometres"
    return True, "z, y and x are right"
