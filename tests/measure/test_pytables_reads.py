"""The meter for PyTables: the process reads the chunks it needs and an index, in whole pieces."""

import sys

import numpy as np
import pytest

from outofcore import grid
from outofcore.formats import pytables
from outofcore.measure import pytables_reads, reads
from outofcore.units import KIB

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc/self/io")
SHAPE, CHUNKS = (500, 700), (64, 128)
INDEX_BYTES = 16 * KIB  # at most, for some fifty chunks


@pytest.fixture(scope="module", params=[None, "zlib"])
def path(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("pytables") / "a.h5"
    array = np.random.default_rng(0).integers(0, 2**16, SHAPE, "u2")
    pytables.write_array(path, {"a": array}, chunks=CHUNKS, compression=request.param)
    return path


@pytest.mark.parametrize("selection", [np.s_[200, :], np.s_[:, 3], np.s_[100:300, 90:400]])
def test_the_process_reads_the_touched_chunks_and_an_index(path, selection):
    found = pytables_reads.measure_read(path, "a", selection)
    touched = grid.touched_chunks(selection, SHAPE, CHUNKS)
    sizes = {e.index: e.nbytes for e in pytables.chunk_map(path, "a").extents}
    extra = found.bytes - sum(sizes[index] for index in touched)
    assert 0 <= extra <= INDEX_BYTES
    assert len(touched) <= found.requests <= len(touched) + 10
    assert reads.measure_read(path, "a", selection).data_bytes == found.bytes - extra


def test_with_the_index_read_the_count_is_exact(path):
    """Two selections that share everything but their chunks."""
    one = pytables_reads.measure_reads(path, "a", [np.s_[0, 0]])
    three = pytables_reads.measure_reads(path, "a", [np.s_[0, 0], np.s_[0, 130], np.s_[70, 0]])
    sizes = {e.index: e.nbytes for e in pytables.chunk_map(path, "a").extents}
    assert (three - one).bytes == sizes[0, 1] + sizes[1, 0]
    assert (three - one).requests == 2


def test_the_cache_shows(path):
    again = [np.s_[0], np.s_[1]]
    kept = pytables_reads.measure_reads(path, "a", again)
    fetched_again = pytables_reads.measure_reads(path, "a", again, cache_bytes=64 * 128 * 2)
    assert (fetched_again - kept).requests == grid.count_touched(again[0], SHAPE, CHUNKS)
