"""Pyramids made by a real dask cluster on loopback equal those made here."""

import contextlib
import functools
import math

import numpy as np
import pytest
import zarr as library
from distributed import LocalCluster

from outofcore.formats.zarr_files import open_files
from outofcore.pyramid.cluster import run_on_cluster, subtrees
from outofcore.pyramid.downsample import downsample
from outofcore.pyramid.plan import plan_pyramid

SHAPE, BLOCK, STEPS = (48, 70, 50), (8, 16, 16), [(2, 2, 2)] * 3


@contextlib.contextmanager
def open_ends(folder, levels):
    files = [open_files(folder / str(level)) for level in range(levels)]
    yield files[0], [None, *files[1:]]


@pytest.fixture(scope="module")
def cluster():
    anywhere = {"dashboard_address": "127.0.0.1:0"}  # its status page wants a port all the same
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, scheduler_kwargs=anywhere
    ) as cluster:
        yield cluster


@pytest.fixture
def folder(tmp_path):
    """Return a folder with an array "0" and empty smaller ones."""
    plan = plan_pyramid(SHAPE, BLOCK, steps=STEPS)
    for level, (shape, block) in enumerate(zip(plan.shapes, plan.blocks, strict=True)):
        array = library.create_array(
            tmp_path / str(level), shape=shape, chunks=block, dtype="u2", compressors=None
        )
        if level == 0:
            array[...] = np.arange(math.prod(shape)).reshape(shape) * 40503 % 65521
    return tmp_path, plan


def check(folder, plan):
    level = library.open(folder / "0", mode="r")[...]
    for number, step in enumerate(plan.steps, 1):
        level = downsample(level, step)
        np.testing.assert_array_equal(library.open(folder / str(number), mode="r")[...], level)


def test_workers_make_what_one_process_makes(folder, cluster):
    folder, plan = folder
    dealt = []
    ends = functools.partial(open_ends, folder, len(plan.shapes))
    run_on_cluster(plan, ends, cluster.scheduler_address, progress=dealt.append)
    check(folder, plan)
    assert sum(dealt) == 2 * math.prod(SHAPE)


def test_subtrees_are_of_the_highest_level_that_has_enough():
    plan = plan_pyramid((64, 64), (4, 4), steps=[(2, 2)] * 3)
    assert subtrees(plan, 5) == [(2, (i, j)) for i in range(4) for j in range(4)]
    assert len(subtrees(plan, 17)) == 64
    assert len(subtrees(plan, 999)) == 64
    assert len(subtrees(plan_pyramid((8, 8), (4, 4), steps=[]), 3)) == 4


def test_no_scheduler_is_told(folder, monkeypatch):
    from outofcore import cluster

    monkeypatch.setattr(cluster, "SECONDS_TO_ANSWER", 0.2)
    with pytest.raises(OSError, match="no dask scheduler answers"):
        run_on_cluster(folder[1], None, "tcp://127.0.0.1:9")
