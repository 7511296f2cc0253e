"""The meter for Zarr against arithmetic: difference 0 for version 2, version 3 and shards."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outofcore import grid
from outofcore.formats import zarr
from outofcore.measure import zarr_reads

NAMES = itertools.count()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("zarr")


def distinct(shape):
    """From 1 on: a chunk that holds nothing but the fill value 0 would not be stored."""
    return np.arange(1, np.prod(shape) + 1, dtype="u4").reshape(shape)


def write(folder, shape, chunks, *, name="a", **options):
    path = folder / f"{next(NAMES)}.zarr"
    zarr.write_array(path, {name: distinct(shape)}, chunks=chunks, **options)
    return path


@st.composite
def layouts(draw):
    """Draw a shape of 1 to 3 axes, ragged chunks, and shards of one to three of them per axis."""
    shape = tuple(draw(st.lists(st.integers(1, 20), min_size=1, max_size=3)))
    chunks = tuple(draw(st.integers(max(1, n // 5), n)) for n in shape)
    return shape, chunks, tuple(c * draw(st.integers(1, 3)) for c in chunks)


@st.composite
def selections(draw, shape):
    entries = []
    for n in shape:
        start = draw(st.integers(0, n - 1))
        stop, step = draw(st.integers(start + 1, n)), draw(st.integers(1, 4))
        entries.append(draw(st.sampled_from([start, slice(start, stop, step)])))
    return tuple(entries)


@pytest.mark.parametrize("kind", ["v2", "v3", "sharded"])
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_touched_chunks_are_the_chunks_read(folder, kind, data):
    shape, chunks, shards = data.draw(layouts())
    selection = data.draw(selections(shape))
    options = {"zarr_format": 2 if kind == "v2" else 3}
    if kind == "sharded":
        options["shards"] = shards
    if data.draw(st.booleans()):
        options["compressors"] = "auto"
    path = write(folder, shape, chunks, **options)
    cost = zarr_reads.measure_read(path, "a", selection)
    predicted = grid.touched_chunks(selection, shape, chunks)
    assert list(cost.chunks) == sorted(predicted)
    assert cost.fetches == len(predicted)
    sizes = {e.index: e.nbytes for e in zarr.chunk_map(path, "a").extents}
    assert cost.data_bytes == sum(sizes[index] for index in predicted)
    assert cost.total_chunks == grid.count_chunks(shape, chunks)
    if kind != "sharded":
        assert cost.requests == len(predicted)
    if "compressors" not in options:
        assert cost.data_bytes == len(predicted) * int(np.prod(chunks)) * 4


def test_a_part_of_a_shard_costs_one_request_per_chunk_and_one_for_the_index(folder):
    path = write(folder, (8, 8), (2, 2), shards=(4, 4))
    opened = zarr_reads.measure_reads(path, "a", [])
    column = zarr_reads.measure_read(path, "a", np.s_[:, 0])
    assert (len(column.chunks), column.requests) == (4, 4)
    assert column.other_requests - opened.other_requests == 2  # an index for each of two shards
    assert column.metadata_bytes - opened.metadata_bytes == 2 * (4 * 16 + 4)


def test_a_whole_shard_is_one_request_and_its_index_is_not_data(folder):
    path = write(folder, (8, 8), (2, 2), shards=(4, 4))
    opened = zarr_reads.measure_reads(path, "a", [])
    cost = zarr_reads.measure_read(path, "a", np.s_[:4, 4:])
    assert (cost.requests, cost.fetches, cost.data_bytes) == (1, 4, 64)
    assert cost.metadata_bytes - opened.metadata_bytes == 4 * 16 + 4
    assert cost.other_requests == opened.other_requests


def test_nothing_is_kept_from_one_read_to_the_next(folder):
    path = write(folder, (8, 8), (4, 4))
    cost = zarr_reads.measure_reads(path, "a", [np.s_[0], np.s_[1]])
    assert cost.chunk_reads == (((0, 0), 2), ((0, 1), 2))
    assert (cost.asked_bytes, cost.data_bytes) == (64, 256)
    assert cost.amplification == 4


def test_a_chunk_that_is_not_stored_is_asked_for_in_vain(folder):
    path = folder / "sparse.zarr"
    array = np.zeros((8, 8), "u4")
    array[0, 0] = 1
    zarr.write_array(path, {"a": array}, chunks=(4, 4))
    opened = zarr_reads.measure_reads(path, "a", [])
    cost = zarr_reads.measure_read(path, "a", np.s_[:])
    assert cost.chunks == ((0, 0),)
    assert cost.other_requests - opened.other_requests == 3


def test_an_array_without_a_group(folder):
    path = write(folder, (8, 8), (4, 4), name="")
    assert zarr_reads.measure_read(path, "", np.s_[5]).chunks == ((1, 0), (1, 1))


def test_chunks_of_another_array_do_not_count(folder):
    path = folder / "two.zarr"
    zarr.write_array(path, {"a": distinct((4,)), "ab": distinct((4,))}, chunks=(2,))
    cost = zarr_reads.measure_read(path, "a", np.s_[:])
    assert (cost.chunks, cost.requests) == (((0,), (1,)), 2)


def test_a_missing_array_is_named(folder):
    path = write(folder, (4,), (2,))
    with pytest.raises(KeyError, match="no array 'b'; there are a"):
        zarr_reads.measure_read(path, "b", np.s_[:])
