"""Files written past zarr's pipeline are read by zarr, and the reverse, to the last bit."""

import itertools
import math

import numcodecs
import numpy as np
import pytest
import zarr as library
from zarr.codecs import BloscCodec, BytesCodec, GzipCodec, TransposeCodec, ZstdCodec

from outofcore import grid
from outofcore.formats.zarr_files import open_files

SHAPE, CHUNKS = (7, 15, 17), (4, 8, 8)  # ragged along every axis
BLOSC = BloscCodec(cname="lz4", clevel=5, shuffle="shuffle")
LAYOUTS = {
    "plain": {},
    "blosc": {"compressors": BLOSC},
    "gzip": {"compressors": GzipCodec(level=1)},
    "zstd": {"compressors": ZstdCodec(level=3)},
    "sharded": {"shards": (8, 16, 16)},
    "sharded and packed": {"shards": (8, 16, 8), "compressors": BLOSC},
    "big-endian": {"serializer": BytesCodec(endian="big")},
    "v2": {"zarr_format": 2},
    "v2 packed": {"zarr_format": 2, "compressors": numcodecs.Blosc("zstd")},
    "v2 filtered": {
        "zarr_format": 2,
        "filters": [numcodecs.Delta("u2")],
        "compressors": numcodecs.Zlib(1),
    },
}


def make(path, dtype="uint16", **options):
    options = {"compressors": None, "fill_value": 7} | options
    return library.create_array(path, shape=SHAPE, chunks=CHUNKS, dtype=dtype, **options)


def distinct(dtype="uint16"):
    return np.arange(math.prod(SHAPE)).astype(dtype).reshape(SHAPE)


def blocks(files):
    for index in itertools.product(*map(range, files.grid)):
        yield index, grid.chunk_region(index, files.shape, files.block_shape)


@pytest.mark.parametrize("options", LAYOUTS.values(), ids=LAYOUTS)
def test_written_here_is_read_by_zarr(tmp_path, options):
    make(tmp_path / "a", **options)
    files, data = open_files(tmp_path / "a"), distinct()
    for index, region in blocks(files):
        assert not files.has(index)
        files.write(index, data[region])
        assert files.has(index)
    np.testing.assert_array_equal(library.open(tmp_path / "a", mode="r")[...], data)


@pytest.mark.parametrize("options", LAYOUTS.values(), ids=LAYOUTS)
def test_written_by_zarr_is_read_here(tmp_path, options):
    array, data = make(tmp_path / "a", **options), distinct()
    array[...] = data
    files = open_files(tmp_path / "a")
    for index, region in blocks(files):
        block = files.read(index)
        assert block.shape == files.block_shape
        there = data[region]
        np.testing.assert_array_equal(block[tuple(map(slice, there.shape))], there)


@pytest.mark.parametrize("options", LAYOUTS.values(), ids=LAYOUTS)
def test_what_was_never_written_is_the_fill_value(tmp_path, options):
    make(tmp_path / "a", **options)
    assert (open_files(tmp_path / "a").read((0, 0, 0)) == 7).all()


@pytest.mark.parametrize("name", ["plain", "blosc", "sharded and packed", "v2 packed"])
def test_a_file_that_was_cut_is_an_error(tmp_path, name):
    array = make(tmp_path / "a", **LAYOUTS[name])
    array[...] = distinct()
    files = open_files(tmp_path / "a")
    path = files.path((0, 0, 0))
    data = path.read_bytes()
    for length in (0, 3, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:length])
        with pytest.raises(ValueError, match=r"belong there|damaged|has more"):
            files.read((0, 0, 0))


@pytest.mark.parametrize(
    "options",
    [
        {"filters": [TransposeCodec(order=(2, 1, 0))]},
        {"zarr_format": 2, "order": "F"},
    ],
    ids=["transposed", "column order"],
)
def test_what_is_not_known_here_is_refused(tmp_path, options):
    make(tmp_path / "a", **options)
    with pytest.raises(NotImplementedError):
        open_files(tmp_path / "a")


def test_slices_are_those_of_the_array(tmp_path):
    array = make(tmp_path / "a", compressors=BLOSC)
    array[...] = distinct()
    np.testing.assert_array_equal(open_files(tmp_path / "a")[2:5, 3, ::2], distinct()[2:5, 3, ::2])
