"""The meter against arithmetic: predicted chunks and bytes equal those counted, difference 0."""

from collections import namedtuple
from io import UnsupportedOperation

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outofcore import grid
from outofcore.formats import hdf5
from outofcore.measure.cost import cost_of_files
from outofcore.measure.reads import cost_of, counting, measure_read, measure_reads, process_reads


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("reads")


def distinct(shape):
    return np.arange(np.prod(shape), dtype="u4").reshape(shape)


def write(path, shape, chunks=None, **options):
    with h5py.File(path, "w") as file:
        file.create_dataset("a", data=distinct(shape), chunks=chunks, **options)
    return path


@st.composite
def layouts(draw):
    """Draw a shape of 1 to 3 axes and chunks that fit into it, most often ragged."""
    shape = tuple(draw(st.lists(st.integers(1, 30), min_size=1, max_size=3)))
    return shape, tuple(draw(st.integers(1, n)) for n in shape)


@st.composite
def selections(draw, shape):
    """Draw slices with steps and whole numbers, none of them empty."""
    entries = []
    for n in shape:
        start = draw(st.integers(0, n - 1))
        stop, step = draw(st.integers(start + 1, n)), draw(st.integers(1, 4))
        entries.append(draw(st.sampled_from([start, slice(start, stop, step)])))
    return tuple(entries)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_touched_chunks_are_the_chunks_read(folder, data):
    shape, chunks = data.draw(layouts())
    selection = data.draw(selections(shape))
    compression = data.draw(st.sampled_from([None, "gzip"]))
    path = write(folder / "a.h5", shape, chunks, compression=compression)
    cost = measure_read(path, "a", selection)
    predicted = grid.touched_chunks(selection, shape, chunks)
    assert list(cost.chunks) == sorted(predicted)
    sizes = {e.index: e.nbytes for e in hdf5.chunk_map(path, "a").extents}
    assert cost.data_bytes == sum(sizes[index] for index in predicted)
    assert cost.fetches == cost.requests == len(predicted)
    if compression is None:
        assert cost.data_bytes == grid.touched_bytes(selection, shape, chunks, 4)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_cache_does_what_the_model_says(folder, data):
    shape, chunks = data.draw(layouts())
    several = data.draw(st.lists(selections(shape), min_size=1, max_size=12))
    room = data.draw(st.integers(0, 12))
    chunk_bytes = int(np.prod(chunks)) * 4
    cache_bytes = room * chunk_bytes + data.draw(st.integers(0, chunk_bytes - 1))
    path = write(folder / "b.h5", shape, chunks, compression="gzip")
    cost = measure_reads(
        path, "a", several, cache_bytes=cache_bytes, cache_slots=100_003, cache_w0=0.0
    )
    predicted = hdf5.predict_chunk_reads(several, shape, chunks, 4, cache_bytes=cache_bytes)
    index_at = {e.offset: e.index for e in hdf5.chunk_map(path, "a").extents}
    assert [index_at[offset] for offset, _ in cost.log] == predicted


def test_an_unfiltered_chunk_larger_than_the_cache_is_read_in_parts(folder):
    shape, chunks = (20, 30), (20, 30)
    path = write(folder / "c.h5", shape, chunks)
    cost = measure_read(path, "a", np.s_[:5, :10], cache_bytes=100)
    assert cost.data_bytes == cost.asked_bytes == 200
    assert cost.requests == 5


def test_a_contiguous_data_set_is_read_run_by_run(folder):
    path = write(folder / "d.h5", (20, 30))
    for selection in (np.s_[3], np.s_[:, 3], np.s_[2:5, 4:9]):
        cost = measure_read(path, "a", selection)
        assert cost.requests == grid.contiguous_runs(selection, (20, 30))
        assert cost.data_bytes == cost.asked_bytes
        assert cost.total_chunks == 1


def test_the_system_agrees_on_chunks(folder):
    """On a real file the kernel's own count equals the meter's."""
    path = write(folder / "e.h5", (512, 512), (128, 128))

    def read(selection):
        with h5py.File(path) as file:
            dataset = file["a"]
            dataset[0, 0]  # the index of the chunks is read here, in both calls
            dataset[selection]

    cost = measure_read(path, "a", np.s_[200, :])
    none, row = process_reads(read, np.s_[0, 0]), process_reads(read, np.s_[200, :])
    assert row.requests - none.requests == cost.requests == 4
    assert row.bytes - none.bytes == cost.data_bytes


def test_process_reads_says_why_it_failed():
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        process_reads(lambda: 1 / 0)


def test_an_array_without_elements(folder):
    with h5py.File(folder / "i.h5", "w") as file:
        file["a"] = np.zeros((0, 5))
    cost = measure_read(folder / "i.h5", "a", np.s_[:])
    assert (cost.total_chunks, cost.data_bytes, cost.asked_bytes) == (0, 0, 0)


def test_a_virtual_data_set_is_refused(folder):
    """Its reads go to other files, past the meter: a cost of 0 would be a lie."""
    path = write(folder / "j.h5", (8,))
    with h5py.File(path, "a") as file:
        layout = h5py.VirtualLayout((8,), "u4")
        layout[:] = h5py.VirtualSource(file["a"])
        file.create_virtual_dataset("v", layout)
    with pytest.raises(ValueError, match="'v' is virtual"):
        measure_read(path, "v", np.s_[:])


def test_an_empty_selection_costs_nothing(folder):
    path = write(folder / "f.h5", (8, 8), (4, 4))
    cost = measure_read(path, "a", np.s_[3:3, :])
    assert (cost.asked_bytes, cost.data_bytes, cost.chunks) == (0, 0, ())
    assert str(cost) == "0 of 4 chunks, 0 bytes read, 0 requests"


def test_a_read_across_pieces_counts_for_each():
    pieces = tuple(hdf5.Extent((i,), 100 + 10 * i, 10) for i in range(4))
    chunk_map = hdf5.ChunkMap((8,), (2,), 5, "chunked", (), pieces)
    cost = cost_of([(0, 50), (105, 10), (119, 1), (139, 5), (140, 5)], chunk_map, asked_bytes=8)
    assert cost.chunk_reads == (((0,), 1), ((1,), 2), ((3,), 1))
    assert (cost.data_bytes, cost.metadata_bytes, cost.requests) == (16, 55, 3)
    assert cost.other_requests == 2
    assert cost.amplification == 2


def test_only_what_lies_inside_the_pieces_of_many_files_is_data():
    r"""A file ``b`` with a gap between two chunks and an index behind them::

    offset   100       110   115       125     130
    b         | (0,) |  gap  | (1,) |  index |
    """
    piece = namedtuple("piece", "index file offset nbytes")
    pieces = (piece((2,), "a", 0, 8), piece((0,), "b", 100, 10), piece((1,), "b", 115, 10))
    chunk_map = hdf5.ChunkMap((6,), (2,), 4, "", (), pieces)
    requests = [("b", 100, 30), ("b", 125, 5), ("c", 0, 7), ("b", 105, 12), ("a", 0, 8)]
    cost = cost_of_files(requests, chunk_map, asked_bytes=20)
    assert cost.chunk_reads == (((0,), 2), ((1,), 2), ((2,), 1))
    assert cost.data_bytes == 20 + (5 + 2) + 8
    assert cost.metadata_bytes == 10 + 5 + 7 + 5
    assert (cost.requests, cost.other_requests) == (3, 2)
    assert cost.log == (("b", 100, 30), ("b", 105, 12), ("a", 0, 8))


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_counting_file_reads_like_any_other(folder, data):
    path, log = folder / "k.bin", []
    path.write_bytes(bytes(range(100)))
    with open(path, "rb", buffering=0) as plain, counting(path) as file:
        for whence in data.draw(st.lists(st.sampled_from([0, 1, 2]), max_size=12)):
            low = {0: 0, 1: -plain.tell(), 2: -100}[whence]
            offset = data.draw(st.integers(low, low + 110))
            assert file.seek(offset, whence) == plain.seek(offset, whence)
            for _ in range(data.draw(st.integers(0, 2))):
                nbytes, place = data.draw(st.integers(0, 20)), plain.tell()
                found = file.read(nbytes)
                assert found == plain.read(nbytes)
                assert file.tell() == plain.tell()
                log.append((place, len(found)))
    assert file.log == log


def test_a_counting_file_is_closed_at_the_end(folder):
    path = write(folder / "g.h5", (8,))
    with counting(path) as file:
        assert file.read(4) == path.read_bytes()[:4]
    assert file.closed
    assert file.log == [(0, 4)]


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        (np.s_[9], "9"),  # out of range
        (np.s_[0, 0, 0], "3"),  # more entries than axes
    ],
)
def test_a_selection_out_of_range(folder, selection, words):
    path = write(folder / "h.h5", (8, 8), (4, 4))
    with pytest.raises((IndexError, ValueError, TypeError), match=words):
        measure_read(path, "a", selection)


@pytest.mark.parametrize("mode", ["r+", "a", "w"])
def test_a_counted_file_cannot_be_changed(tmp_path, mode):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file["a"] = [1, 2, 3]
    before = path.read_bytes()
    with (
        pytest.raises(UnsupportedOperation, match="open it with mode 'r'"),
        counting(path) as source,
        h5py.File(source, mode) as file,
    ):
        file.attrs["new"] = 1
    assert path.read_bytes() == before
