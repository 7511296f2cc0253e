"""Data sets on disk: killed, damaged, refused or spread out, they end in the same bytes."""

import contextlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import dask
import distributed
import numpy as np
import pytest

from outofcore import cluster as clusters
from outofcore import produce
from outofcore.datasets.ragged import Ragged
from outofcore.datasets.volume import Volume
from outofcore.formats import zarr
from outofcore.measure.memory import peak_memory, watch_peak
from outofcore.produce import look, plan_data, run_plan
from outofcore.produce import run as running
from outofcore.units import GIB, KIB, MIB

SIZE = "33x300x70"  # 3 x 2 x 1 chunks for each channel, ragged along every axis but the last
PARTS = 15  # and three files of metadata
KILLED = Path(__file__).with_name("killed.py")


def contents(folder):
    """Return every file below `folder` as {relative path: bytes}."""
    files = (path for path in Path(folder).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def identities(folder):
    """Return what changes when a file or folder is written or replaced."""
    stats = {path: path.stat() for path in Path(folder).rglob("*")}
    return {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in stats.items()}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    run_plan(plan_data("volume", SIZE, folder))
    return folder


@pytest.fixture
def made(undisturbed, tmp_path):
    """A finished set that a test may damage."""
    shutil.copytree(undisturbed, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_a_plan_is_known_before_anything_is_written(tmp_path, undisturbed):
    plan = plan_data("volume", SIZE, tmp_path)
    assert list(tmp_path.iterdir()) == []
    planned = {part.key: part.nbytes for part in plan.parts}
    found = {key: len(data) for key, data in contents(undisturbed / "volume").items()}
    assert len(plan.parts) == PARTS
    assert set(found) - set(planned) == {"recipe.json", "manifest.json"}
    assert planned == {key: found[key] for key in planned}
    assert plan.nbytes == sum(planned.values())


def test_what_was_made_is_the_data_set(undisturbed):
    group = zarr.open_lazy(undisturbed / "volume" / "volume.zarr")
    for channel in ("nuclei", "membrane"):
        wanted = Volume((33, 300, 70), channel=channel)[...]
        np.testing.assert_array_equal(group[channel][...], wanted)


@pytest.mark.parametrize("name", sorted(produce.SETS))
def test_every_set_is_made_and_equals_its_arrays(name, tmp_path):
    plan = plan_data(name, "small", tmp_path)
    run_plan(plan)
    group = zarr.open_lazy(tmp_path / name / f"{name}.zarr")
    for key, (array, _) in produce.SETS[name].arrays(plan.recipe).items():
        whole = array.block(tuple(slice(0, n) for n in array.shape))
        np.testing.assert_array_equal(group[key][...], whole)
    assert look(plan, thorough=True).state == "finished"
    assert plan.nbytes < 8 * MIB


def test_offsets_lead_to_the_samples(tmp_path):
    run_plan(plan_data("ragged", "small", tmp_path))
    group = zarr.open_lazy(tmp_path / "ragged" / "ragged.zarr")
    flat, offsets = group["flat"][...], group["offsets"][...]
    assert (len(offsets), offsets[-1]) == (1001, len(flat))
    np.testing.assert_array_equal(flat[offsets[7] : offsets[8]], Ragged(1000).sample(7))


def test_the_manifest_is_json_and_names_every_part(undisturbed):
    manifest = json.loads((undisturbed / "volume" / "manifest.json").read_text())
    assert set(manifest) == {"recipe", "version", "parts", "sha256"}
    assert len(manifest["parts"]) == PARTS
    key, nbytes, checksum = manifest["parts"][-1]
    data = (undisturbed / "volume" / key).read_bytes()
    assert (nbytes, checksum) == (len(data), zarr.checksum(data))


@pytest.mark.parametrize(
    ("size", "nbytes"), [("1MiB", MIB), ("64MiB", 64 * MIB), ("16GiB", 16 * GIB), ("1TiB", 2**40)]
)
def test_a_size_in_bytes_is_met(size, nbytes):
    plan = plan_data("volume", size, "data")
    assert 0.95 * nbytes < np.prod(plan.recipe["shape"], dtype="i8") * 4 <= nbytes


@pytest.mark.parametrize("size", ["huge", "0x7x7", "5x70", "10", "-1GiB"])
def test_other_sizes_are_refused(size):
    with pytest.raises(ValueError, match="size"):
        plan_data("volume", size, "data")


MOMENTS = [
    "before 1",  # nothing has a name yet
    "after 1",  # the recipe, and no journal
    "after 2",  # the journal, and no part
    "before 4,after 4,after 9,within 3",  # again and again
    "within 8",  # half a part
    "before 18",  # every part, and no manifest
    "after 18",  # the manifest, and the journal still there
]


def test_killed_and_run_again_it_ends_in_the_same_bytes(tmp_path, undisturbed):
    command = [sys.executable, KILLED, SIZE, tmp_path, *MOMENTS]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    for moments in MOMENTS:
        assert contents(tmp_path / moments) == contents(undisturbed), moments


def test_what_is_done_is_not_done_again(tmp_path, undisturbed):
    plan, progress = plan_data("volume", SIZE, tmp_path), []

    def stop_in_the_middle(nbytes):
        progress.append(nbytes)
        if len(progress) == 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_plan(plan, threads=1, progress=stop_in_the_middle)
    status = look(plan)
    assert (status.state, status.count) == ("resume", PARTS - 8)
    assert "8 of 15 parts" in status.words
    more = []
    run_plan(plan, progress=more.append)
    assert sum(progress) + sum(more) == plan.nbytes
    assert contents(tmp_path) == contents(undisturbed)


def test_a_torn_journal_is_read_as_far_as_it_goes(tmp_path, undisturbed):
    shutil.copytree(undisturbed, tmp_path, dirs_exist_ok=True)
    folder, plan = tmp_path / "volume", plan_data("volume", SIZE, tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text())
    lines = [f"{i} {entry[2]}" for i, entry in enumerate(manifest["parts"])]
    (folder / "manifest.json").unlink()
    (folder / plan.parts[2].key).unlink()
    (folder / "journal").write_text(
        "\n".join(lines[:6]) + "\nnonsense\n99 00000000\n" + lines[7][:5]
    )
    assert look(plan).count == PARTS - 5
    run_plan(plan)
    assert contents(tmp_path) == contents(undisturbed)


def test_a_finished_set_is_recognised_and_left_alone(made):
    plan = plan_data("volume", SIZE, made)
    before = identities(made)
    assert run_plan(plan).state == "finished"
    assert look(plan, thorough=True).state == "finished"
    assert identities(made) == before


@pytest.mark.parametrize("damage", ["missing", "short", "changed"])
def test_a_damaged_part_is_named_and_repaired(damage, made, undisturbed):
    plan = plan_data("volume", SIZE, made)
    key = plan.parts[5].key
    path = made / "volume" / key
    data = bytearray(path.read_bytes())
    path.unlink()
    if damage == "short":
        path.write_bytes(data[:-1])
    elif damage == "changed":
        data[1000] ^= 1
        path.write_bytes(data)
    status = look(plan, thorough=True)
    assert (status.state, status.count) == ("damaged", 1)
    assert key in status.words
    assert look(plan).state == ("finished" if damage == "changed" else "damaged")
    run_plan(plan, status=status)
    assert contents(made) == contents(undisturbed)


@pytest.mark.parametrize("damage", [b"", b"{", b"x" * 5000])
def test_a_damaged_manifest_is_named_and_made_again(damage, made, undisturbed):
    plan, manifest = plan_data("volume", SIZE, made), made / "volume" / "manifest.json"
    manifest.write_bytes(damage)
    assert "manifest.json is damaged" in look(plan).words
    run_plan(plan)
    assert contents(made) == contents(undisturbed)


def test_a_changed_checksum_in_the_manifest_is_seen(made):
    plan, manifest = plan_data("volume", SIZE, made), made / "volume" / "manifest.json"
    text = manifest.read_text()
    manifest.write_text(text.replace(json.loads(text)["parts"][4][2], "00000000"))
    assert "its own checksum does not fit" in look(plan).words


def test_a_set_of_another_version_is_named_not_mixed(made, monkeypatch):
    plan = plan_data("volume", SIZE, made)
    (made / "volume" / plan.parts[4].key).unlink()
    data = produce.plan.Tree.data
    monkeypatch.setattr(
        produce.plan.Tree, "data", lambda self, i, room=None: bytes(len(data(self, i)))
    )
    with pytest.raises(RuntimeError, match="run the same again"):
        run_plan(plan)
    assert look(plan).count == PARTS


@pytest.mark.parametrize("name", ["notes.txt", "manifest.json", "volume.zarr", "recipe.json"])
def test_a_foreign_folder_is_refused_and_kept(name, tmp_path):
    (tmp_path / "volume").mkdir()
    (tmp_path / "volume" / name).write_text('{"mine": 1}')
    plan = plan_data("volume", SIZE, tmp_path)
    assert look(plan).state == "foreign"
    with pytest.raises(FileExistsError, match="not made by outofcore"):
        run_plan(plan, overwrite=True)
    assert contents(tmp_path) == {f"volume/{name}": b'{"mine": 1}'}


def test_other_parameters_are_named_and_replaced_only_on_request(made):
    (made / "volume" / "notes.txt").write_text("mine")
    plan = plan_data("volume", "small", made)
    with pytest.raises(FileExistsError, match="shape is 33x300x70, asked for 20x100x120"):
        run_plan(plan)
    run_plan(plan, overwrite=True)
    assert look(plan, thorough=True).state == "finished"
    assert (made / "volume" / "notes.txt").read_text() == "mine"
    assert len(contents(made)) == len(plan.parts) + 3


def test_too_little_room_is_said_before_anything_is_written(tmp_path):
    plan = plan_data("volume", "100000x100000x1000", tmp_path)
    with pytest.raises(OSError, match="free"):
        run_plan(plan)
    assert list(tmp_path.iterdir()) == []


def test_two_processes_do_not_make_the_same_set_at_once(tmp_path):
    plan = plan_data("volume", SIZE, tmp_path)

    def second(nbytes):
        with pytest.raises(BlockingIOError, match="another process"):
            run_plan(plan)

    run_plan(plan, progress=second)
    assert look(plan, thorough=True).state == "finished"


@contextlib.contextmanager
def mounted(folder, options):
    """Return a context in which `folder` is a disk of its own; skips where that is not allowed."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(command).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_full_disk_loses_nothing(tmp_path, undisturbed, monkeypatch):
    monkeypatch.setattr(running, "check_free_space", lambda folder, nbytes: None)
    with mounted(tmp_path / "disk", "size=2m") as disk:
        plan = plan_data("volume", SIZE, disk)
        with pytest.raises(OSError, match="is full; what is done stays"):
            run_plan(plan, threads=1)
        assert 3 < PARTS - look(plan).count < PARTS
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        run_plan(plan)
        assert contents(disk) == contents(undisturbed)


def test_a_limit_on_file_size_is_a_full_disk_too(tmp_path, undisturbed):
    plan, limits = plan_data("volume", SIZE, tmp_path), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * KIB, limits[1]))
    try:
        with pytest.raises(OSError, match="is full; what is done stays"):
            run_plan(plan)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not [key for key in contents(tmp_path) if "/c/" in key]
    run_plan(plan)
    assert contents(tmp_path) == contents(undisturbed)


def test_a_read_only_disk_is_named(tmp_path):
    with (
        mounted(tmp_path / "disk", "ro") as disk,
        pytest.raises(OSError, match="cannot be written"),
    ):
        run_plan(plan_data("volume", SIZE, disk))


def test_a_finished_set_on_a_read_only_disk_is_recognised(made, tmp_path_factory):
    with mounted(tmp_path_factory.mktemp("ro") / "disk", "size=64m") as disk:
        shutil.copytree(made, disk, dirs_exist_ok=True)
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        assert run_plan(plan_data("volume", SIZE, disk)).state == "finished"


def _peaks(folder, sizes):
    """Make one set after the other; return the peak of each."""
    peaks = []
    for size in sizes:
        with watch_peak() as watch:
            run_plan(plan_data("volume", size, folder / size), threads=2, durable=False)
        peaks.append(watch.peak_bytes)
    return peaks


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="Linux counts peaks")
def test_memory_does_not_grow_with_the_set(tmp_path):
    sizes = ("1MiB", "16MiB", "128MiB")  # the first one loads and compiles what it needs
    _, *peaks = peak_memory(_peaks, tmp_path, sizes).value
    assert max(peaks) < 32 * MIB


@pytest.fixture(scope="module")
def cluster():
    anywhere = {"dashboard_address": "127.0.0.1:0"}  # its status page wants a port all the same
    with (
        dask.config.set({"distributed.admin.low-level-log-length": 0}),
        distributed.LocalCluster(
            2, threads_per_worker=1, dashboard_address=None, scheduler_kwargs=anywhere
        ) as cluster,
    ):
        yield cluster


def test_dask_workers_make_the_same_bytes_though_one_is_killed(
    cluster, tmp_path, undisturbed, monkeypatch
):
    monkeypatch.setattr(running, "BATCH_BYTES", 1)  # a task for each part
    victims = [cluster.workers[0].pid]

    def kill_one(nbytes):
        if victims:
            os.kill(victims.pop(), signal.SIGKILL)

    plan = plan_data("volume", SIZE, tmp_path)
    run_plan(plan, scheduler=cluster.scheduler_address, progress=kill_one)
    assert not victims
    assert contents(tmp_path) == contents(undisturbed)


def test_a_scheduler_that_is_not_there(tmp_path, monkeypatch):
    monkeypatch.setattr(clusters, "SECONDS_TO_ANSWER", 0.2)
    with pytest.raises(OSError, match="no dask scheduler answers at"):
        run_plan(plan_data("volume", SIZE, tmp_path), scheduler="tcp://127.0.0.1:1")
