"""Damaged TIFF files: the right pixels or an error in our words, never a crash or a hang.

TIFF has no checksums, so a flipped pixel is a pixel. What a file that was cut lacks is noticed
always: each page says where its pixels and the next page lie, and how long they are.
"""

import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzzing import Child, damage, damages, outcome
from outofcore import grid
from outofcore.formats.image import Image, Level, Planned
from outofcore.formats.tiff_image import creating, list_images, open_image, open_planes

DATA = np.arange(3 * 40 * 50, dtype="u2").reshape(3, 40, 50)
DOCUMENTED = (ValueError, OSError, IndexError)
SMALL = 2**20  # pixels; of an image that became larger only a corner is read
LIBRARY = {  # of tifffile, which puts pages between pixels; ours come first
    "strips": {"rowsperstrip": 16, "photometric": "minisblack", "metadata": None},
    "tiles": {"tile": (16, 16), "photometric": "minisblack", "metadata": None},
    "big-endian": {"byteorder": ">", "tile": (16, 32), "photometric": "minisblack"},
    "bigtiff": {"bigtiff": True, "photometric": "minisblack"},
    "ome": {"ome": True, "metadata": {"axes": "ZYX"}, "tile": (16, 16)},
    "imagej": {"imagej": True, "metadata": {"axes": "ZYX"}},
    "zlib": {"compression": "zlib", "tile": (16, 16), "photometric": "minisblack"},
    "lzw": {"compression": "lzw", "rowsperstrip": 9, "predictor": 2, "photometric": "minisblack"},
    "zstd": {"compression": "zstd", "photometric": "minisblack"},
    "jpeg 2000": {"compression": "jpeg2000", "photometric": "minisblack"},
}
OURS = {
    "pyramid": {"blocks": [(1, 16, 16)] * 2},
    "packed pyramid": {"blocks": [(1, 16, 16)] * 2, "compression": "zlib"},
    "strips of ours": {"blocks": [(1, 16, 50)] * 2, "bigtiff": True},
}
BEHIND = ["levels behind", "levels behind, no text"]  # the smaller one's pages follow the pixels
LAYOUTS = [*LIBRARY, *OURS, *BEHIND]
NAMELESS = set(LIBRARY) - {"ome", "imagej"} | {"levels behind, no text"}


def levels_of(layout):
    """Return what a sound file holds."""
    if layout == "plane":
        return [DATA[:1]]
    return [DATA] if layout in LIBRARY else [DATA, DATA[:, ::2, ::2]]


def make(path, layout):
    if layout in LIBRARY:
        tifffile.imwrite(path, DATA, **LIBRARY[layout])
        return
    arrays = levels_of(layout)
    if layout in BEHIND:
        with tifffile.TiffWriter(path, ome=layout == "levels behind") as file:
            about = {"axes": "ZYX"} if layout == "levels behind" else None
            how = {"photometric": "minisblack", "tile": (16, 16)}
            file.write(DATA, subifds=1, metadata=about, **how)
            file.write(arrays[1], subfiletype=1, metadata=None, **how)
        return
    levels = tuple(
        Level(Planned(a.shape, a.dtype), f)
        for a, f in zip(arrays, [(1, 1, 1), (1, 2, 2)], strict=True)
    )
    with creating(path, Image(levels, axes="zyx"), **OURS[layout]) as sinks:
        for sink, array in zip(sinks, arrays, strict=True):
            for number in np.ndindex(*grid.grid_shape(array.shape, sink.block)):
                sink.write(number, array[grid.chunk_region(number, array.shape, sink.block)])


def read_all(image):
    """Return the axes, and the pixels of every level; a corner of what is too large."""
    found = []
    for level in image.levels:
        small = np.prod(level.array.shape, dtype=float) < SMALL
        found.append(level.array[...] if small else level.array[(slice(0, 1),) * level.array.ndim])
    return image.axes, found


def same(found, axes, expected):
    """Return whether nothing is missing, be it text, a level or a pixel."""
    levels = len(found[1]) == len(expected)
    return found[0] == axes and levels and all(map(np.array_equal, found[1], expected))


def read_image(path):
    with open_image(path) as image:
        return read_all(image)


def read_planes(path):
    with open_planes(path.parent, path.name) as image:
        return read_all(image)


def examine(folder, case):
    """Damage a copy of one file, and return how each way to read it ends."""
    broken = folder / "broken.tif"
    broken.write_bytes(damage((folder / f"{case['layout']}.tif").read_bytes(), case["damage"]))
    layout = case["layout"]
    expected, axes = levels_of(layout), "" if layout in NAMELESS else "zyx"
    ways = {
        "names": (lambda: list_images(broken), lambda names: True),
        "image": (lambda: read_image(broken), lambda found: same(found, axes, expected)),
    }
    if layout == "plane":
        ways["image"] = (ways["image"][0], lambda found: same(found, "yx", [DATA[0]]))
        ways["planes"] = (lambda: read_planes(broken), lambda found: same(found, axes, expected))
    return {way: outcome(read, expected, DOCUMENTED) for way, (read, expected) in ways.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with one sound file of each layout."""
    folder = tmp_path_factory.mktemp("layouts")
    for layout in LAYOUTS:
        make(folder / f"{layout}.tif", layout)
    tifffile.imwrite(folder / "plane.tif", DATA[0], rowsperstrip=16)
    return folder


@pytest.fixture(scope="module")
def child(folder):
    """A process that reads in that folder."""
    child = Child(__file__, "examine", folder)
    yield child
    child.close()


def fuzzed(examples):
    return settings(max_examples=examples, deadline=None, derandomize=True)


@pytest.mark.parametrize("layout", [*LAYOUTS, "plane"])
def test_sound_files_are_right(child, layout):
    answers = child({"layout": layout, "damage": ("append", "00")})  # which nobody points to
    assert {found for found, _ in answers.values()} == {"right"}, answers


@fuzzed(70)
@given(how=damages)
@pytest.mark.parametrize("layout", [*LAYOUTS, "plane"])
def test_damage_ends_in_pixels_or_a_documented_error(child, layout, how):
    answers = child({"layout": layout, "damage": how})
    assert not [found for found, _ in answers.values() if found.startswith("odd")], answers
    if how[0] in ("cut", "append"):
        assert "wrong" not in [found for found, _ in answers.values()], (how, answers)


@fuzzed(40)
@given(place=st.integers(0, 2**16), value=st.integers(1, 255))
@pytest.mark.parametrize("layout", ["ome", "pyramid", "levels behind"])
def test_a_flipped_text_ends_in_pixels_or_a_documented_error(child, folder, layout, place, value):
    data = (folder / f"{layout}.tif").read_bytes()
    begin, end = data.index(b"<?xml"), data.index(b"</OME>") + 6
    how = ("flip", begin + place % (end - begin), value)
    answers = child({"layout": layout, "damage": how})
    assert not [found for found, _ in answers.values() if found.startswith("odd")], answers


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_cut_goes_unnoticed(child, folder, layout):
    """At every 97th byte: the pixels that are gone are missed."""
    length = (folder / f"{layout}.tif").stat().st_size
    for place in {*range(1, length, 97), length - 1}:
        answers = child({"layout": layout, "damage": ("cut", place)})
        found, words = answers["image"]
        assert found in ("ValueError", "right"), (place, found, words)
