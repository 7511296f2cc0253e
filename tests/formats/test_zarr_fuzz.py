"""Zarr with a byte flipped or a file cut: the right data or an error in our words, nothing else.

What a layout can notice is what it must notice: a chunk without codecs has a length, Blosc has one
in its header, gzip, zlib and Zstandard have checksums, and so has the index of a shard.
"""

import json
import math

import numcodecs
import numpy as np
import pytest
import zarr as library
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zarr.codecs import BloscCodec, BytesCodec, Crc32cCodec, GzipCodec, ZstdCodec

from fuzzing import Child, damage, damages, outcome
from outofcore import grid
from outofcore.formats import zarr
from outofcore.formats.zarr_files import open_files

SHAPE, CHUNKS, FILL = (7, 15, 17), (4, 8, 8), 7  # ragged along every axis
DATA = np.arange(math.prod(SHAPE), dtype="u2").reshape(SHAPE)
DOCUMENTED = (ValueError, OSError, KeyError, NotImplementedError)
SHARDS = (8, 16, 16)
BLOSC = BloscCodec(cname="lz4", clevel=5, shuffle="shuffle")
SHORT, ALL, INDEX = "a length", "a checksum", "a checksum of its index"
LAYOUTS = {  # options, and what the format can notice
    "plain": ({}, SHORT),
    "blosc": ({"compressors": BLOSC}, SHORT),
    "gzip": ({"compressors": GzipCodec(level=1)}, ALL),
    "zstd": ({"compressors": ZstdCodec(level=3, checksum=True)}, ALL),
    "crc32c": ({"serializer": BytesCodec(), "compressors": Crc32cCodec()}, ALL),
    "sharded": ({"shards": SHARDS}, INDEX),
    "sharded blosc": ({"shards": SHARDS, "compressors": BLOSC}, INDEX),
    "sharded gzip": ({"shards": SHARDS, "compressors": GzipCodec(level=1)}, ALL),
    "v2": ({"zarr_format": 2}, SHORT),
    "v2 blosc": ({"zarr_format": 2, "compressors": numcodecs.Blosc("zstd")}, SHORT),
    "v2 zlib": ({"zarr_format": 2, "compressors": numcodecs.Zlib(1)}, ALL),
}
INDEX_BYTES = 16 * math.prod(grid.grid_shape(SHARDS, CHUNKS)) + 4
VALUES = (-1, 0, 1, 3, 10**10, 2**63, 1.5, True, None, "", "u2", "blosc", [], [1], {})


def replace_leaf(text, number, value):
    """Return JSON with its leaf of that number, or the list or object around it, replaced."""
    document, places = json.loads(text), []

    def visit(item):
        keys = item if isinstance(item, dict) else range(len(item))
        for key in keys:
            places.append((item, key))
            if isinstance(item[key], dict | list):
                visit(item[key])

    visit(document)
    item, key = places[number % len(places)]
    item[key] = value
    return json.dumps(document).encode()


def read_files(path, name):
    """Return what `Files` reads, put together; the first corner if there is more."""
    files = open_files(path, name)
    found = np.full(SHAPE, FILL, files.dtype)
    for index in np.ndindex(*grid.grid_shape(SHAPE, files.block_shape)):
        region = grid.chunk_region(index, SHAPE, files.block_shape)
        files.read(index, found[region])
    return found


def examine(folder, case):
    """Damage one file of one layout, and return how each way to read the array ends."""
    path, file = folder / case["layout"], folder / case["layout"] / case["file"]
    sound = file.read_bytes()
    name = case.get("name", "")
    kind, *values = case["damage"]
    broken = replace_leaf(sound, *values) if kind == "leaf" else damage(sound, case["damage"])
    file.write_bytes(broken)
    corner = tuple(map(slice, SHAPE))
    ways = {
        "map": lambda: sorted(extent.index for extent in zarr.chunk_map(path, name).extents),
        "files": lambda: read_files(path, name),
        "slices": lambda: open_files(path, name)[corner],
    }

    counts = grid.grid_shape(SHAPE, CHUNKS)
    expected = {"map": lambda indices: indices == list(np.ndindex(*counts))}
    try:
        return {
            way: outcome(read, expected.get(way, lambda d: np.array_equal(d, DATA)), DOCUMENTED)
            for way, read in ways.items()
        }
    finally:
        file.write_bytes(sound)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with one sound array of each layout."""
    folder = tmp_path_factory.mktemp("layouts")
    for layout, (options, _) in LAYOUTS.items():
        own = {"compressors": None, "fill_value": FILL, "chunks": CHUNKS} | options
        library.create_array(folder / layout, shape=SHAPE, dtype="u2", **own)[...] = DATA
    group, own = library.create_group(folder / "group"), {"compressors": None, "chunks": CHUNKS}
    group.create_array("a", shape=SHAPE, dtype="u2", fill_value=FILL, **own)[...] = DATA
    return folder


@pytest.fixture(scope="module")
def child(folder):
    """A process that reads in that folder."""
    child = Child(__file__, "examine", folder)
    yield child
    child.close()


def first_file(layout):
    return "0.0.0" if layout.startswith("v2") else "c/0/0/0"


fuzzed = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@fuzzed
@given(how=damages)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_damaged_chunk_is_noticed_where_it_can_be(child, layout, how):
    case = {"layout": layout, "file": first_file(layout), "damage": how}
    answers, notices = child(case), LAYOUTS[layout][1]
    assert not [found for found, _ in answers.values() if found.startswith("odd")], (case, answers)
    inside = how[0] in ("flip", "put")  # its length is what it was
    if notices == ALL or not inside or (notices == INDEX and -INDEX_BYTES <= how[1] < 0):
        assert "wrong" not in [found for found, _ in answers.values()], (case, answers)


@fuzzed
@given(
    how=st.one_of(
        damages,
        st.tuples(st.just("leaf"), st.integers(0, 50), st.sampled_from(VALUES)),
        st.tuples(st.just("leaf"), st.integers(0, 50), st.sampled_from(VALUES)),
    )
)
@pytest.mark.parametrize("layout", ["zstd", "sharded gzip", "v2 zlib", "group"])
def test_damaged_metadata_end_in_an_error_or_a_readable_array(child, layout, how):
    case = {"layout": layout, "file": "zarr.json", "damage": how}
    if layout.startswith("v2"):
        case["file"] = ".zarray"
    if layout == "group":  # the metadata of an array are read when it is asked for by name
        case |= {"name": "a", "file": "a/zarr.json"}
    answers = child(case)
    assert not [found for found, _ in answers.values() if found.startswith("odd")], (case, answers)


def axis_items(length):
    """Return integers, slices and lists that select something or nothing of one axis."""
    places = st.integers(0, length - 1)
    steps = st.sampled_from([None, 1, 2, 5, 9])
    return st.one_of(places, st.builds(slice, places, st.integers(0, length), steps))


@fuzzed
@given(selection=st.tuples(*map(axis_items, SHAPE)))
@pytest.mark.parametrize("layout", LAYOUTS)
def test_any_slice_of_a_sound_array_is_that_of_numpy(folder, layout, selection):
    found = open_files(folder / layout)[selection]
    assert (found.shape, found.dtype) == (DATA[selection].shape, DATA.dtype)
    np.testing.assert_array_equal(found, DATA[selection])


def test_a_list_selects_along_its_axis(folder):
    found = open_files(folder / "sharded")[1:3, [0, 7, 8, 14], 16]
    np.testing.assert_array_equal(found, DATA[1:3, [0, 7, 8, 14], 16])


def test_the_index_of_a_cut_shard_is_named(child):
    case = {"layout": "sharded", "file": "c/0/0/0", "damage": ("cut", 10)}
    for found, words in child(case).values():
        assert (found, "has 10 bytes; 132 belong there" in words) == ("ValueError", True)


def test_a_shape_of_billions_is_mapped_at_once(child):
    """The map lists the files that are there, not the chunks that there could be."""
    first_length = 1  # the number of the leaf, behind the shape itself
    case = {"layout": "plain", "file": "zarr.json", "damage": ("leaf", first_length, 10**10)}
    assert child(case)["map"] == ["right", ""]


def test_a_chunk_without_length_is_an_error(child):
    """zarr divides by it."""
    case = {"layout": "sharded", "file": "zarr.json"}
    for leaf in range(50):  # every number of the metadata once
        answers = child(case | {"damage": ("leaf", leaf, 0)})
        assert not [found for found, _ in answers.values() if found.startswith("odd")], answers
