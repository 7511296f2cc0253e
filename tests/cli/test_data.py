"""`outofcore data`: makes a set once, recognises it, and never touches what is not its own."""

import subprocess
import sys

import numpy as np
import pytest
from typer.testing import CliRunner

from outofcore.cli import app
from outofcore.datasets.volume import Volume
from outofcore.formats import hdf5, zarr
from repository import ROOT

SIZE = "5x70x66"  # no axis divisible by its chunk length


def run_zarr(*arguments):
    return CliRunner().invoke(app, ["data", *map(str, arguments)])


def run(*arguments):
    return run_zarr(*arguments, "--format", "hdf5")


@pytest.fixture
def made(tmp_path):
    """A folder with a volume of SIZE."""
    assert run("volume", "--size", SIZE, "--dest", tmp_path).exit_code == 0
    return tmp_path


def test_without_a_name_it_lists_the_sets_and_makes_none(tmp_path):
    result = run("--dest", tmp_path / "new")
    assert result.exit_code == 0
    assert "volume" in result.output
    assert "not made yet" in result.output
    assert not (tmp_path / "new").exists()


def test_the_file_holds_both_channels_chunked(made):
    with hdf5.open_lazy(made / "volume.h5") as file:
        assert set(file) == {"nuclei", "membrane"}
        for channel in file:
            wanted = Volume(shape=(5, 70, 66), channel=channel)[...]
            np.testing.assert_array_equal(file[channel][...], wanted)
            assert file[channel].chunks == (5, 64, 64)  # chunk lengths never exceed the shape


def test_a_finished_set_is_left_alone(made):
    before = (made / "volume.h5").stat().st_ino
    result = run("volume", "--size", SIZE, "--dest", made)
    assert (result.exit_code, "there already" in result.output) == (0, True)
    assert (made / "volume.h5").stat().st_ino == before


def test_other_parameters_are_named_and_can_be_forced(made):
    asked = ["volume", "--size", "3x20x20", "--dest", made]
    refused = run(*asked)
    assert refused.exit_code == 1
    assert "shape is 5x70x66, asked for 3x20x20" in refused.output
    assert "--overwrite" in refused.output
    assert run(*asked, "--overwrite").exit_code == 0
    assert hdf5.read_recipe(made / "volume.h5")["shape"] == [3, 20, 20]


@pytest.mark.parametrize("content", [b"somebody's notes", b""])
def test_a_foreign_file_is_never_overwritten(content, tmp_path):
    path = tmp_path / "volume.h5"
    path.write_bytes(content)
    result = run("volume", "--size", SIZE, "--dest", tmp_path, "--overwrite")
    assert result.exit_code == 1
    assert "not made by outofcore" in result.output
    assert path.read_bytes() == content


def test_a_foreign_hdf5_file_is_not_ours_either(tmp_path):
    hdf5.write_array(tmp_path / "volume.h5", {"a": np.arange(6).reshape(2, 3)}, chunks=(1, 3))
    result = run("volume", "--size", SIZE, "--dest", tmp_path)
    assert (result.exit_code, "not made by outofcore" in result.output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nuclei"], "there are: volume"),  # a channel is not a data set
        (["volume", "--size", "huge"], "'huge'"),
        (["volume", "--size", "5x70"], "5x70"),  # two axes
        (["volume", "--size", "0x7x7"], "0x7x7"),
        (["volume", "--size", "100000x100000x100000"], "free"),  # 4 PB: checked before writing
    ],
)
def test_bad_requests_say_what_is_wrong(arguments, words, tmp_path):
    result = run(*arguments, "--dest", tmp_path / "new")
    assert result.exit_code == 1
    assert words in result.output
    assert "Traceback" not in result.output
    assert not list(tmp_path.rglob("*.h5"))


def test_dest_that_is_a_file(tmp_path):
    (tmp_path / "file").touch()
    assert run("volume", "--size", SIZE, "--dest", tmp_path / "file").exit_code == 1


def test_one_bad_name_does_not_stop_the_others(tmp_path):
    result = run("nonsense", "volume", "--size", SIZE, "--dest", tmp_path)
    assert result.exit_code == 1
    assert (tmp_path / "volume.h5").is_file()


def test_an_interrupted_write_leaves_nothing(tmp_path, monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(Volume, "__getitem__", interrupted)
    assert run("volume", "--size", SIZE, "--dest", tmp_path).exit_code != 0
    assert list(tmp_path.iterdir()) == []


def test_the_script_makes_the_same_file(made, tmp_path_factory):
    folder = tmp_path_factory.mktemp("by-script")
    script = ROOT / "data_scripts" / "make_volume.py"
    subprocess.run(
        [sys.executable, script, "--size", SIZE, "--dest", folder, "--format", "hdf5"],
        check=True,
        capture_output=True,
    )
    assert hdf5.read_recipe(folder / "volume.h5") == hdf5.read_recipe(made / "volume.h5")


def test_the_default_is_a_zarr_folder_that_is_recognised(tmp_path):
    asked = ["volume", "--size", SIZE, "--dest", tmp_path]
    assert "made" in run_zarr(*asked).output
    group = zarr.open_lazy(tmp_path / "volume" / "volume.zarr")
    np.testing.assert_array_equal(group["nuclei"][...], Volume((5, 70, 66))[...])
    again = run_zarr(*asked)
    assert (again.exit_code, "there already" in again.output) == (0, True)
    assert "5x70x66" in run_zarr("--dest", tmp_path).output


def test_a_damaged_part_is_found_by_check_and_repaired(tmp_path):
    asked = ["volume", "--size", SIZE, "--dest", tmp_path]
    run_zarr(*asked)
    part = tmp_path / "volume" / "volume.zarr" / "nuclei" / "c" / "0" / "0" / "0"
    whole = part.read_bytes()
    part.write_bytes(whole[:-2] + b"\0\0")
    result = run_zarr(*asked, "--check")
    assert result.exit_code == 0
    assert "1 damaged part: volume.zarr/nuclei/c/0/0/0" in result.output
    assert "repaired" in result.output
    assert part.read_bytes() == whole


def test_zarr_with_other_parameters_or_foreign(tmp_path):
    run_zarr("volume", "--size", SIZE, "--dest", tmp_path)
    refused = run_zarr("volume", "--size", "small", "--dest", tmp_path)
    assert refused.exit_code == 1
    assert "asked for 20x100x120" in refused.output
    assert "--overwrite" in refused.output
    assert run_zarr("volume", "--size", "small", "--dest", tmp_path, "--overwrite").exit_code == 0
    (tmp_path / "mine" / "volume").mkdir(parents=True)
    (tmp_path / "mine" / "volume" / "notes.txt").touch()
    foreign = run_zarr("volume", "--size", "small", "--dest", tmp_path / "mine", "--overwrite")
    assert (foreign.exit_code, "move it away" in foreign.output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nuclei"], "there are: volume"),
        (["points", "--size", "huge"], "'huge'"),
        (["volume", "--size", "4PB"], "size"),
        (["volume", "--size", "100TB"], "free"),
        (["volume", "--size", "small", "--scheduler", "nonsense"], "nonsense"),
    ],
)
def test_bad_requests_for_zarr_say_what_is_wrong(arguments, words, tmp_path):
    result = run_zarr(*arguments, "--dest", tmp_path / "new")
    assert result.exit_code == 1
    assert words in result.output
    assert "Traceback" not in result.output
    assert not list(tmp_path.rglob("manifest.json"))


def test_what_a_killed_hdf5_run_left_is_tidied(tmp_path):
    (tmp_path / ".volume.0123abcd.part.h5").touch()
    assert run("volume", "--size", SIZE, "--dest", tmp_path).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["volume.h5"]


def test_knobs_change_the_set_and_are_kept_in_its_recipe(tmp_path):
    knobs = ("--knob", "density=0", "--knob", "dtype=uint8", "--knob", "labels=true")
    arguments = ("volume", "--size", SIZE, "--dest", tmp_path)
    assert run_zarr(*arguments, *knobs).exit_code == 0
    group = zarr.open_lazy(tmp_path / "volume" / "volume.zarr")
    assert sorted(group.array_keys()) == ["labels", "membrane", "nuclei"]
    assert not group["labels"][:].any()
    assert group["nuclei"].dtype == np.uint8
    result = run_zarr(*arguments)
    assert result.exit_code == 1
    assert "density is 0, asked for 92" in result.output


@pytest.mark.parametrize(
    ("knob", "code", "words"),
    [
        ("density", 2, "'density' is not NAME=VALUE"),
        ("colour=red", 1, "no knob 'colour'; there are seed, dtype, bits, noise, density, labels"),
        ("density=101", 1, "density 101 is not from 0 to 100"),
        ("dtype=float64", 1, "dtype float64 is not one of uint16, uint8"),
    ],
)
def test_a_bad_knob_is_named(knob, code, words, tmp_path):
    result = run_zarr("volume", "--size", SIZE, "--dest", tmp_path, "--knob", knob)
    assert (result.exit_code, words in result.output) == (code, True), result.output
    assert not list(tmp_path.iterdir())


def test_an_events_set_holds_the_clock_of_the_scan(tmp_path):
    assert run_zarr("events", "--size", "16", "--dest", tmp_path).exit_code == 0
    group = zarr.open_lazy(tmp_path / "events" / "events.zarr")
    assert group["tdc_t"][:4].tolist() == [0, 50_000, 100_000, 150_000]
    assert group["tdc_level"][:4].tolist() == [1, 0, 1, 0]
