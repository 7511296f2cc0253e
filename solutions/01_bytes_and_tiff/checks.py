"""The open checks of 01_bytes_and_tiff. Students may read them: they say what is asked, not how."""

import functools
import math

import numpy as np
import tifffile

from outofcore.checking import Source, task
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
    ],
)
def voxel_bytes(student, expect, *, criterion, shape, dtype, header=False):
    """Check the number of bytes against arithmetic on whole numbers without end."""
    needed = math.prod(shape) * np.dtype(dtype).itemsize
    given = np.array(shape, "int32") if header else tuple(shape)
    run = student.call("voxel_bytes", given, dtype)
    expect.whole_number(criterion, run.value, needed, about=f"bytes in {tuple(shape)} of {dtype}")


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
    whole = np.empty(shape, f"V{itemsize}")
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
    values = (np.arange(np.prod(shape), dtype="uint32") + salt) * np.uint32(40503) % 65521
    return values.reshape(shape).astype(dtype)


def write_pages(path, shape, dtype, rows, byteorder="<", salt=0, short=False):
    """Write `distinct(shape)` as a plain TIFF file of pages in strips of `rows` rows.

    `short` stores width, length and byte counts as SHORT, where tifffile takes LONG.
    """
    tifffile.imwrite(
        path,
        distinct(shape, dtype, salt),
        byteorder=byteorder,
        rowsperstrip=rows,
        metadata=None,
        photometric="minisblack",
    )
    if short:
        with tifffile.TiffFile(path, mode="r+b") as file:
            for page in file.pages:
                for tag in (256, 257, 279):
                    page.tags[tag].overwrite(page.tags[tag].value, dtype="H")


@task(
    criteria=STRIPS,
    cases=[
        {
            "about": "the first of three pages, least significant byte first",
            "criterion": "the first page",
            "shape": (3, 50, 70),
            "rows": 16,
            "number": 0,
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
            "short": True,
        },
        {
            "about": "a page in a single strip",
            "criterion": "one strip or many",
            "shape": (2, 50, 70),
            "rows": 50,
            "number": 0,
            "short": True,
        },
        {
            "about": "a page in a single large strip",
            "criterion": "one strip or many",
            "shape": (1, 300, 260),
            "rows": 300,
            "number": 0,
        },
        {
            "about": "a page in two strips",
            "criterion": "one strip or many",
            "shape": (2, 50, 70),
            "rows": 25,
            "number": 0,
        },
        {
            "about": "the last page",
            "criterion": "any page",
            "shape": (9, 50, 70),
            "rows": 16,
            "number": 8,
        },
    ],
)
def page_strips(
    student, expect, *, criterion, shape, rows, number, byteorder="<", salt=0, short=False
):
    """Check a page's size and strips against tifffile, and that no strip was read for them."""
    student.refuse_names("page_strips", "tifffile", "TiffFile", "imread", "imageio", "PIL", "tiff")
    path = student.input_file(
        ("pages", shape, rows, byteorder, salt, short),
        lambda path: write_pages(path, shape, "uint16", rows, byteorder, salt, short),
    )
    run = student.call("page_strips", Source(path), number)
    with tiff.open_lazy(path) as file:
        page = file.pages[number]
        true = (page.imagewidth, page.imagelength, page.dataoffsets, page.databytecounts)
    good, words = _same_page(run.value, true)
    order = "II" if byteorder == "<" else "MM"
    expect(criterion, good, f"page {number} of a file that begins with {order}: {words}")
    cost = cost_of_files(_requests(run, path), tiff.chunk_map(path))
    expect(
        "no pixel is read",
        cost.data_bytes == 0,
        f"{format_bytes(cost.data_bytes)} of pixels were read; header and directories say it all"
        if cost.data_bytes
        else f"{format_bytes(cost.metadata_bytes)} of header and directories were read",
    )


def _same_page(got, true):
    """Return whether `got` is (width, length, offsets, counts), and the difference in words."""
    if not isinstance(got, tuple | list) or len(got) != 4:
        return False, f"returned {got!r:.60}; expected (width, length, offsets, counts)"
    for name, mine, its in zip(("width", "length"), got, true, strict=False):
        if isinstance(mine, tuple | list) and len(mine) == 1:
            return False, f"{name} is {mine!r:.40}, a list; expected a number"
        if mine != its:
            return False, f"{name} is {mine!r:.40} in your answer, {its:,} in the file"
    for name, mine, its in zip(("offset", "byte count"), got[2:], true[2:], strict=True):
        if not isinstance(mine, tuple | list | np.ndarray):
            return False, f"the {name}s are {mine!r:.40}; expected a list, one per strip"
        mine = [int(n) if isinstance(n, int | np.integer) else n for n in mine]
        if len(mine) != len(its):
            return False, f"{len(mine)} {name}s for {len(its)} strips"
        wrong = [k for k in range(len(its)) if mine[k] != its[k]]
        if wrong:
            k = wrong[0]
            return False, f"the {name} of strip {k} is {mine[k]!r:.40}, in the file {its[k]:,}"
    return True, "width, length, and where each of its strips lies"


def _requests(run, path):
    return [("", offset, nbytes) for offset, nbytes in run.requests[path]]


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
            "about": "strips longer than the page",
            "criterion": "the ragged last strip",
            "shape": (5, 20, 41),
            "itemsize": 2,
            "rows": 64,
            "start": (1, 3, 0),
            "stop": (2, 5, 41),
        },
    ],
)
def plan_read(student, expect, *, criterion, shape, itemsize, rows, start, stop):
    """Check the plan against the meter on a real file: difference 0."""
    student.refuse_names("plan_read", "grid", "count_touched", "touched_chunks", "touched_bytes")
    dtype = f"uint{8 * itemsize}"
    path = student.input_file(
        ("plain", shape, dtype, rows), lambda path: write_pages(path, shape, dtype, rows)
    )
    value = student.call("plan_read", shape, itemsize, rows, start, stop).value
    box = tuple(slice(a, b) for a, b in zip(start, stop, strict=True))
    cost = measure_read(path, 0, box)
    pages = len({index[0] for index in cost.chunks})
    asked = f"the box {start} to {stop} of shape {shape} in strips of {rows}"
    if not isinstance(value, tuple | list) or len(value) != 3:
        expect(criterion, False, f"returned {value!r:.60}; expected (pages, strips, nbytes)")
        return

    def picture():
        chunks = (1, min(rows, shape[1]), shape[2])
        return plot_read(shape, chunks, selection=box, title="which strips does the box touch?")

    ragged = criterion if criterion == "the ragged last strip" else None
    expect.whole_number(ragged or "pages", value[0], pages, about=f"pages for {asked}")
    expect.whole_number(
        ragged or "strips",
        value[1],
        len(cost.chunks),
        about=f"strips for {asked}",
        picture=picture,
    )
    expect.whole_number(
        ragged or "bytes of whole strips",
        value[2],
        cost.data_bytes,
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
            "shape": (14, 90, 60),
            "rows": 16,
            "y": 3,
            "height": 33,
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
            "about": "a large stack",
            "criterion": "little is held",
            "shape": (24, 1024, 1024),
            "rows": 128,
            "y": 700,
            "height": 24,
        },
    ],
)
def side_view(student, expect, *, criterion, shape, rows, y, height, byteorder="<", salt=0):
    """Check the section, which planes and strips were read for it, and what was held."""
    path = student.input_file(
        ("pages", shape, rows, byteorder, salt, False),
        lambda path: write_pages(path, shape, "uint16", rows, byteorder, salt),
    )
    run = student.call("side_view", Source(path), y, height)
    planes = [i * shape[0] // height for i in range(height)]
    about = f"pixels of row {y} in {height} of {shape[0]} planes"
    section = _section(shape, salt, y, height)
    expect.array("the right rows", run.value, section, about=about)
    cost = cost_of_files(_requests(run, path), tiff.chunk_map(path))
    read, shown = {index[0] for index in cost.chunks}, set(planes)
    expect(
        "only the planes it shows",
        0 < len(read) <= len(shown),
        f"{height} pixels high: pixels of {len(read)} of {shape[0]} planes were read; "
        f"{len(shown)} are shown",
    )
    strip = min(rows, shape[1]) * shape[2] * 2
    each = "" if len(read) == 0 else f", {cost.data_bytes / len(read) / strip:.3g} strips a plane"
    expect(
        "one strip of each",
        0 < cost.data_bytes <= len(read) * strip,
        f"{format_bytes(cost.data_bytes)} of pixels were read from {len(read)} planes{each}; "
        "one strip a plane holds the row, and once is enough",
    )
    if criterion != "little is held":
        return
    whole = format_bytes(2 * math.prod(shape))
    if run.peak_bytes is None:
        expect(criterion, True, "not measured: this system does not tell peak memory")
    else:
        expect(
            criterion,
            run.peak_bytes <= 16 * MIB,
            f"{format_bytes(run.peak_bytes)} held for {height} rows of a stack of {whole}; "
            "the limit is 16 MiB",
        )


@functools.lru_cache(maxsize=32)
def _section(shape, salt, y, height):
    """Return row `y` of the planes that a window of `height` pixels shows."""
    planes = [i * shape[0] // height for i in range(height)]
    return distinct(shape, salt=salt)[planes, y]


def write_ome(path, attributes, schema, shape):
    """Write a TIFF file whose first page carries OME-XML with the given sizes, or none."""
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?><OME xmlns="http://www.openmicroscopy.org/Schemas/'
        f'OME/{schema}"><Image ID="Image:0"><Pixels ID="Pixels:0" DimensionOrder="XYZCT" '
        f'Type="uint16" SizeX="{shape[2]}" SizeY="{shape[1]}" SizeZ="{shape[0]}" SizeC="1" '
        f'SizeT="1" {" ".join(attributes)}><Channel ID="Channel:0:0" SamplesPerPixel="1"/>'
        f'<TiffData IFD="0" PlaneCount="{shape[0]}"/></Pixels></Image></OME>'
    )
    tifffile.imwrite(
        path,
        distinct(shape),
        photometric="minisblack",
        metadata=None,
        description=None if attributes is None else xml.encode(),
    )


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
            "about": "OME-XML without any size",
            "criterion": "a size that is not given",
            "sizes": {},
            "units": {},
        },
    ],
)
def voxel_size(student, expect, *, criterion, sizes, units, schema="2016-06", shape=(3, 20, 30)):
    """Check the size of a voxel, and that no pixel was read for it."""
    attributes = tuple(f'PhysicalSize{axis}="{size}"' for axis, size in sizes.items())
    attributes += tuple(f'PhysicalSize{axis}Unit="{unit}"' for axis, unit in units.items())
    path = student.input_file(
        ("ome", attributes, schema, shape),
        lambda path: write_ome(path, attributes, schema, shape),
    )
    run = student.call("voxel_size", Source(path))
    with tiff.open_lazy(path) as file:
        found = tiff.spacing_um(file)
    true = tuple(found.get(axis) for axis in "zyx")
    good, words = _same_sizes(run.value, true)
    expect(criterion, good, f"{' '.join(attributes) or 'no sizes'}: {words}")
    cost = cost_of_files(_requests(run, path), tiff.chunk_map(path))
    expect(
        "no pixel is read",
        cost.data_bytes == 0,
        f"{format_bytes(cost.data_bytes)} of pixels were read; the text alone says it"
        if cost.data_bytes
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
