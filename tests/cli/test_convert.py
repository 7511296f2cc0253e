"""`outofcore convert`: what it prints, its exit codes, and a real dask cluster."""

import math

import numpy as np
import pytest
from distributed import LocalCluster
from typer.testing import CliRunner

from outofcore.cli import app
from outofcore.convert.places import find_source, open_place


def call(*arguments):
    return CliRunner().invoke(app, ["convert", *map(str, arguments)])


def distinct(shape):
    values = np.arange(math.prod(shape), dtype="u8") * 40503 % 65521
    return values.reshape(shape).astype("u2")


@pytest.fixture
def source(tmp_path):
    np.save(tmp_path / "a.npy", distinct((20, 64, 64)))
    return tmp_path / "a.npy"


def test_a_pyramid_with_sizes_verified(source, tmp_path):
    done = call(
        source, tmp_path / "a.ome.zarr", "--levels", 3, "--chunks", "8x32x32", "--verify",
        "--axes", "zyx", "--spacing", "z=1.5,y=0.5,x=0.5",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "levels 20x64x64 -> 20x32x32 -> 10x16x16" in done.stderr
    assert "every voxel of 3 levels is the same" in done.stdout
    with open_place(find_source(tmp_path / "a.ome.zarr")) as image:
        assert image.spacing == {"z": 1.5, "y": 0.5, "x": 0.5}
        np.testing.assert_array_equal(image.levels[0].array[...], distinct((20, 64, 64)))


def test_a_dry_run_writes_nothing(source, tmp_path):
    done = call(source, tmp_path / "a.h5", "--dry-run")
    assert done.exit_code == 0
    assert "every byte of the source is read 1 times" in done.stderr
    assert not (tmp_path / "a.h5").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.tif", "a.zarr"], "no file or folder at none.tif"),
        (["a.npy", "a.png"], "the ending of a.png says no format"),
        (["a.npy", "a.zarr", "--chunks", "8x"], "'8x' is not a shape"),
        (["a.npy", "a.zarr", "--spacing", "z"], "'z' is not such as z=1.5"),
        (["a.npy", "a.zarr", "--memory", "much"], "much"),
        (["a.npy", "a.zarr", "--memory", "1KiB"], "may be held"),
        (["a.npy", "a.h5", "--scheduler", "tcp://127.0.0.1:9"], "which is one file"),
    ],
)
def test_errors_are_one_line(source, tmp_path, monkeypatch, arguments, words):
    monkeypatch.chdir(tmp_path)
    done = call(*arguments)
    assert done.exit_code == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("outofcore convert: ")
    assert words in last
    assert {path.name for path in tmp_path.iterdir()} == {"a.npy"}


def test_on_a_cluster(source, tmp_path):
    anywhere = {"dashboard_address": "127.0.0.1:0"}  # its status page wants a port all the same
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, scheduler_kwargs=anywhere
    ) as cluster:
        done = call(
            source, tmp_path / "a.ome.zarr", "--levels", 3, "--chunks", "8x16x16",
            "--scheduler", cluster.scheduler_address, "--verify",
        )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "every voxel of 3 levels is the same" in done.stdout


def test_a_target_that_exists_is_named(source, tmp_path):
    (tmp_path / "a.h5").write_text("mine")
    done = call(source, tmp_path / "a.h5")
    assert done.exit_code == 1
    assert "a.h5 exists" in done.stderr
    assert (tmp_path / "a.h5").read_text() == "mine"
