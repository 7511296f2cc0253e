"""The meter for TIFF against arithmetic: the strips and tiles read are those predicted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outofcore import grid
from outofcore.formats import tiff
from outofcore.measure import tiff_reads


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tiff")


def distinct(shape):
    return np.arange(1, np.prod(shape) + 1, dtype="u4").reshape(shape)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_touched_strips_and_tiles_are_those_read(folder, data):
    shape = tuple(data.draw(st.lists(st.integers(1, 4), min_size=0, max_size=2)))
    shape += (data.draw(st.integers(2, 60)), data.draw(st.integers(2, 60)))
    path, compression = folder / "a.tif", data.draw(st.sampled_from([None, "zlib"]))
    how = data.draw(st.sampled_from([{"tile": (16, 32)}, {"rows": 7}, {}]))
    tiff.write_array(path, distinct(shape), compression=compression, overwrite=True, **how)
    chunk_map = tiff.chunk_map(path)
    selection = tuple(
        slice(start := data.draw(st.integers(0, n - 1)), data.draw(st.integers(start + 1, n)))
        for n in chunk_map.shape
    )
    cost = tiff_reads.measure_read(path, 0, selection)
    predicted = grid.touched_chunks(selection, chunk_map.shape, chunk_map.chunks)
    assert list(cost.chunks) == sorted(predicted)
    sizes = {e.index: e.nbytes for e in chunk_map.extents}
    assert cost.data_bytes == sum(sizes[index] for index in predicted)
    assert cost.fetches == len(predicted) >= cost.requests
    assert cost.asked_bytes == distinct(chunk_map.shape)[selection].nbytes


def test_nothing_is_kept_from_one_read_to_the_next(folder):
    path = folder / "b.tif"
    tiff.write_array(path, distinct((3, 32, 32)), rows=8)
    cost = tiff_reads.measure_reads(path, 0, [np.s_[1, 0], np.s_[1, 1]])
    assert cost.chunk_reads == (((1, 0, 0), 2),)
    assert cost.data_bytes == 2 * 8 * 32 * 4
    assert cost.amplification == 8
