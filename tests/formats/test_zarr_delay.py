"""The store at a distance: what it counts is exact; how long it takes is not tested."""

import numpy as np
import pytest
import zarr

from outofcore.formats.zarr_delay import concurrency, open_delayed
from outofcore.formats.zarr_log import open_logged

NEAR = {"latency_s": 0.001, "bytes_per_s": 1e9}


@pytest.fixture
def path(tmp_path):
    data = np.arange(1, 401, dtype="u2").reshape(20, 20)
    zarr.create_array(tmp_path, data=data, chunks=(4, 4), compressors=None)
    return tmp_path


def test_the_same_requests_as_without_the_distance(path):
    far, store = open_delayed(path, **NEAR)
    near, logged = open_logged(path)
    assert np.array_equal(far[3:9, :], near[3:9, :])
    assert sorted(store.reads) == sorted(logged.reads)


@pytest.mark.parametrize("most", [1, 4, 100])
def test_no_more_are_on_their_way_than_zarr_lets_out(path, most):
    with concurrency(most):
        array, store = open_delayed(path, **NEAR)
        store.start_again()
        array[:]
    assert store.most_in_flight == min(most, 25)


def test_the_copy_that_zarr_makes_shares_log_and_line(path):
    array, store = open_delayed(path, **NEAR)
    before = len(store.reads)
    array[0, 0]
    assert len(store.reads) == before + 1
    assert store.line.in_flight == 0
    assert store.line.free_at_s > 0
