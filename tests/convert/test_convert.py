"""Every pair of formats that can hold the image: voxels and metadata come through."""

import contextlib
import itertools
import math
import os
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import tifffile

from outofcore.convert import plan_convert, run_convert, verify
from outofcore.convert.places import find_source, find_target, open_place
from outofcore.measure.memory import watch_peak
from outofcore.pyramid.downsample import downsample
from outofcore.units import KIB, MIB

ENDS = {
    "ome-zarr": "a.ome.zarr",
    "ome-zarr-0.4": "b.ome.zarr",
    "zarr": "c.zarr",
    "ome-tiff": "d.ome.tif",
    "hdf5": "e.h5",
    "pytables": "f.h5",
    "bdv": "g.xml",
}
SHAPE, AXES = (2, 9, 50, 70), "czyx"
ABOUT = {
    "spacing": {"z": 1.5, "y": 0.5, "x": 0.5},
    "units": dict.fromkeys("zyx", "micrometer"),
    "channels": ("nuclei", "membrane"),
}


def distinct(shape=SHAPE, dtype="uint16"):
    values = np.arange(math.prod(shape), dtype="u8") * 40503 % 65521
    return values.reshape(shape).astype(dtype)


def convert(source, target, **options):
    run_convert(conversion := plan_convert(source, target, **options), durable=False)
    return conversion


@pytest.fixture(scope="module")
def origin(tmp_path_factory):
    """Return an OME-TIFF with everything that an image can have here."""
    path = tmp_path_factory.mktemp("origin") / "origin.ome.tif"
    metadata = {"axes": "CZYX", "Channel": {"Name": list(ABOUT["channels"])}}
    for axis, step in ABOUT["spacing"].items():
        metadata |= {f"PhysicalSize{axis.upper()}": step, f"PhysicalSize{axis.upper()}Unit": "µm"}
    tifffile.imwrite(path, distinct(), metadata=metadata, photometric="minisblack", ome=True)
    return path


@pytest.fixture(scope="module")
def made(origin, tmp_path_factory):
    """Return the image in every format, {kind: path}."""
    folder = tmp_path_factory.mktemp("made")
    for kind, name in ENDS.items():
        convert(origin, folder / name, to=kind, chunks=(4, 32, 32) if kind != "ome-tiff" else None)
    return {kind: folder / name for kind, name in ENDS.items()}


def check_image(path, kind):
    with open_place(find_source(path)) as image:
        assert image.axes == AXES
        np.testing.assert_array_equal(image.levels[0].array[...], distinct())
        assert image.spacing == pytest.approx(ABOUT["spacing"])
        assert image.units == ABOUT["units"]
        assert image.channels == ABOUT["channels"], kind


@pytest.mark.parametrize("kind", ENDS)
def test_every_format_holds_all_of_it(made, kind):
    assert find_source(made[kind]).kind == kind.removesuffix("-0.4")
    check_image(made[kind], kind)


@pytest.mark.parametrize(("kind", "other"), list(itertools.product(ENDS, repeat=2)))
def test_from_every_format_to_every_other(made, kind, other, tmp_path):
    conversion = convert(made[kind], tmp_path / ENDS[other], to=other)
    assert conversion.lost == ()
    check_image(tmp_path / ENDS[other], other)
    assert len(verify(conversion)) == 1


@pytest.mark.parametrize("kind", [kind for kind in ENDS if kind not in ("zarr", "pytables")])
def test_levels_are_made_on_the_way(origin, kind, tmp_path):
    conversion = convert(origin, tmp_path / ENDS[kind], to=kind, pyramid=3)
    level = distinct()
    with open_place(find_source(tmp_path / ENDS[kind])) as image:
        assert len(image.levels) == 3
        for number, step in enumerate([None, *conversion.pyramid.steps]):
            level = level if step is None else downsample(level, step)
            np.testing.assert_array_equal(image.levels[number].array[...], level)
            assert image.levels[number].factors == tuple(
                map(float, conversion.pyramid.factors[number])
            )
    assert len(set(verify(conversion))) == 3


def test_what_verify_finds(origin, tmp_path):
    target = tmp_path / "a.ome.zarr"
    conversion = convert(origin, target, pyramid=2, codec="none")
    verify(conversion)
    chunk = next(
        path for path in (target / "1").rglob("*") if path.is_file() and path.stat().st_size > 999
    )
    data = bytearray(chunk.read_bytes())
    data[10] ^= 1
    chunk.write_bytes(data)
    with pytest.raises(ValueError, match=r"level 1 differs .* in the block from \(0, 0, 0, 0\)"):
        verify(conversion)


def test_labels_are_voted_on_and_stay_labels(tmp_path):
    labels = distinct((16, 64, 64), "uint8") % 5
    np.save(tmp_path / "labels.npy", labels)
    conversion = convert(tmp_path / "labels.npy", tmp_path / "a.h5", pyramid=2, labels=True)
    assert conversion.pyramid.method == "mode"
    with open_place(find_source(tmp_path / "a.h5")) as image:
        assert image.labels
        expected = downsample(labels, conversion.pyramid.steps[0], method="mode")
        np.testing.assert_array_equal(image.levels[1].array[...], expected)


def test_a_folder_of_planes(tmp_path):
    data = distinct((11, 40, 30))
    (tmp_path / "planes").mkdir()
    for number, plane in enumerate(data):
        tifffile.imwrite(tmp_path / "planes" / f"plane{number}.tif", plane)
    convert(tmp_path / "planes", tmp_path / "a.ome.zarr", spacing={"z": 2.0})
    with open_place(find_source(tmp_path / "a.ome.zarr")) as image:
        np.testing.assert_array_equal(image.levels[0].array[...], data)
        assert (image.axes, image.spacing) == ("zyx", {"z": 2.0})


def test_axes_that_are_not_known_are_taken_as_usual_and_said(tmp_path):
    np.save(tmp_path / "a.npy", distinct((5, 6, 7)))
    conversion = plan_convert(tmp_path / "a.npy", tmp_path / "a.ome.zarr")
    assert "axes are taken as zyx" in str(conversion)
    np.save(tmp_path / "b.npy", distinct((2, 5, 6, 7)))
    with pytest.raises(ValueError, match="does not say what its 4 axes are"):
        plan_convert(tmp_path / "b.npy", tmp_path / "a.ome.zarr")
    convert(tmp_path / "b.npy", tmp_path / "b.ome.zarr", axes="tzyx")
    with open_place(find_source(tmp_path / "b.ome.zarr")) as image:
        assert image.axes == "tzyx"


def test_axes_in_another_order_are_put_in_order(tmp_path):
    data = distinct((5, 2, 6, 7))
    np.save(tmp_path / "a.npy", data)
    convert(tmp_path / "a.npy", tmp_path / "a.ome.zarr", axes="zcyx")
    with open_place(find_source(tmp_path / "a.ome.zarr")) as image:
        assert image.axes == "czyx"
        np.testing.assert_array_equal(image.levels[0].array[...], data.transpose(1, 0, 2, 3))


def test_what_gets_lost_is_named(made, tmp_path):
    conversion = plan_convert(made["ome-zarr"], tmp_path / "a.ome.tif", pyramid=True)
    assert conversion.lost == ()
    convert(made["hdf5"], tmp_path / "a.h5", pyramid=3)
    conversion = plan_convert(tmp_path / "a.h5", tmp_path / "b.ome.zarr")
    assert conversion.lost == ("the 2 smaller levels; a pyramid makes them anew",)
    assert "lost: the 2 smaller levels" in str(conversion)


def test_a_budget_makes_bricks_smaller_and_says_what_it_costs(tmp_path):
    """Planes of 512 KiB, cubes 64 deep: 32 MiB at once, or every plane read in pieces."""
    tifffile.imwrite(
        tmp_path / "a.tif", distinct((64, 512, 512)), compression="zlib", rowsperstrip=512
    )
    large = plan_convert(tmp_path / "a.tif", tmp_path / "a.ome.zarr", chunks=(64, 64, 64))
    assert (large.times_read, large.held_bytes) == (1, 64 * MIB)
    small = plan_convert(
        tmp_path / "a.tif", tmp_path / "a.ome.zarr", chunks=(64, 64, 64), max_bytes=2 * MIB
    )
    assert small.held_bytes <= 2 * MIB
    assert small.times_read == 64
    with pytest.raises(ValueError, match=r"take 512.* at least, and 64.* may be held"):
        plan_convert(
            tmp_path / "a.tif", tmp_path / "a.ome.zarr", chunks=(64, 64, 64), max_bytes=64 * KIB
        )


@pytest.mark.parametrize("end", ["b.ome.zarr", "b.ome.tif", "b.h5"])
def test_what_is_held_does_not_grow_with_the_file(tmp_path, end):
    """64 MiB and twice as much: both take bricks of 16 MiB and little more."""
    held = []
    for depth in (128, 256):
        planes = (np.full((512, 512), z, "u2") for z in range(depth))
        tifffile.imwrite(
            tmp_path / f"{depth}.tif", planes, shape=(depth, 512, 512), dtype="u2",
            photometric="minisblack",
        )  # fmt: skip
        with watch_peak() as watch:
            convert(
                tmp_path / f"{depth}.tif",
                tmp_path / f"{depth}{end}",
                chunks=None if end.endswith("tif") else (16, 64, 64),
                pyramid=2,
                codec="none",
                max_bytes=16 * MIB,
            )
        held.append(watch.peak_bytes)
        with open_place(find_source(tmp_path / f"{depth}{end}")) as image:
            assert image.levels[0].array[100, 5, 6] == 100
    assert max(held) <= 40 * MIB, held


PROGRAM = """
import sys
from outofcore.convert import plan_convert, run_convert
from outofcore.formats import zarr_behind
zarr_behind.MOST = int(sys.argv[3])
plan = plan_convert(*sys.argv[1:3], pyramid=3, chunks=(8, 16, 16), codec="none", threads=1)
run_convert(plan, progress=lambda n: (print("dealt", flush=True), sys.stdin.readline()))
"""


@pytest.mark.parametrize(("after", "under_way"), [(0, 32), (3, 2), (11, 32), (11, 2)])
def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path, after, under_way):
    np.save(tmp_path / "a.npy", distinct((32, 64, 64)))
    command = [sys.executable, "-c", PROGRAM, tmp_path / "a.npy", tmp_path / "b.ome.zarr"]
    command.append(str(under_way))
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as process:
        for _ in range(after):
            assert process.stdout.readline() == b"dealt\n"
            process.stdin.write(b"\n")
            process.stdin.flush()
        assert process.stdout.readline() == b"dealt\n"
        os.kill(process.pid, signal.SIGKILL)
    assert not (tmp_path / "b.ome.zarr").exists()
    begun = time.time_ns()
    options = {"pyramid": 3, "chunks": (8, 16, 16), "codec": "none"}
    conversion = convert(tmp_path / "a.npy", tmp_path / "b.ome.zarr", **options)
    verify(conversion)
    convert(tmp_path / "a.npy", tmp_path / "c.ome.zarr", **options)
    assert contents(tmp_path / "b.ome.zarr") == contents(tmp_path / "c.ome.zarr")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    if (after, under_way) == (11, 2):  # a whole subtree was there
        kept = [
            p for p in (tmp_path / "b.ome.zarr" / "0").rglob("*") if p.stat().st_mtime_ns < begun
        ]
        assert len([p for p in kept if p.is_file()]) == 8


def contents(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_source_that_changed_meanwhile_is_told(tmp_path):
    source, target = tmp_path / "a.npy", tmp_path / "b.ome.zarr"
    np.save(source, distinct((32, 64, 64)))
    conversion = plan_convert(source, target, chunks=(8, 16, 16))

    def stop(nbytes):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_convert(conversion, progress=stop)
    np.save(source, distinct((32, 64, 64)) + 1)
    os.utime(source, ns=(1, 1))
    with pytest.raises(ValueError, match="another plan"):
        convert(source, target, chunks=(8, 16, 16))


@pytest.mark.parametrize("kind", ["ome-tiff", "hdf5", "pytables", "bdv"])
def test_after_an_error_nothing_is_left_of_a_file(origin, tmp_path, kind):
    conversion = plan_convert(origin, tmp_path / ENDS[kind], to=kind)

    def stop(nbytes):
        raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output error"):
        run_convert(conversion, progress=stop)
    assert list(tmp_path.iterdir()) == []


@contextlib.contextmanager
def small_disk(folder, size):
    """Return a context in which `folder` is a disk of its own; skips where that is not allowed."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(command).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("kind", ENDS)
def test_a_full_disk(tmp_path, kind):
    """Packed, so that nobody knows beforehand that it will not fit."""
    noise = np.random.default_rng(0).integers(0, 2**16, (64, 128, 128), "u2")
    np.save(tmp_path / "a.npy", noise)
    is_folder, codec = "zarr" in kind, "gzip"
    with small_disk(tmp_path / "disk", "1m") as disk:
        conversion = plan_convert(tmp_path / "a.npy", disk / ENDS[kind], to=kind, codec=codec)
        rest = "what is done stays" if is_folder else "nothing is left"
        with pytest.raises(OSError, match=f"is full; {rest}"):
            run_convert(conversion, durable=False)
        assert not (disk / ENDS[kind]).exists()
        if not is_folder:
            assert list(disk.iterdir()) == []
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        run_convert(conversion, durable=False)
        verify(conversion)


@pytest.mark.parametrize("kind", ENDS)
def test_what_exists_stays(made, tmp_path, kind):
    target = tmp_path / ENDS[kind]
    target.write_text("mine")
    for overwrite in (False, True):
        conversion = plan_convert(made["zarr"], target, to=kind)
        with pytest.raises(FileExistsError, match=r"exists"):
            run_convert(conversion, overwrite=overwrite)
    assert target.read_text() == "mine"


@pytest.mark.parametrize("kind", ENDS)
def test_a_target_of_the_same_format_is_replaced_on_demand(made, tmp_path, kind):
    small = tmp_path / "small.npy"
    np.save(small, distinct((4, 20, 20)))
    target = tmp_path / ENDS[kind]
    convert(small, target, to=kind)
    with pytest.raises(FileExistsError, match="exists"):
        convert(made["zarr"], target, to=kind)
    run_convert(plan_convert(made["zarr"], target, to=kind), overwrite=True, durable=False)
    check_image(target, kind)


@pytest.mark.parametrize(
    ("target", "options", "words"),
    [
        ("a.png", {}, "the ending of a.png says no format"),
        ("a.zarr", {"to": "png"}, "no format 'png'; there are ome-zarr"),
        ("a.zarr", {"codec": "lzma"}, "no codec 'lzma'"),
        ("a.h5", {"shards": (8, 64, 64)}, "hdf5 has no shards"),
        ("a.zarr", {"to": "zarr", "pyramid": True}, "zarr holds no smaller levels"),
        ("a.ome.tif", {"chunks": (4, 32, 32)}, "deeper than a page"),
        ("a.zarr", {"chunks": (1, 1, 1, 1, 8)}, "more axes than the shape"),
        ("a.zarr", {"axes": "zyx"}, "name 3 axes but shape"),
    ],
)
def test_what_cannot_be_done_is_told_before_anything_is_written(
    origin, tmp_path, target, options, words
):
    with pytest.raises(ValueError, match=words):
        plan_convert(origin, tmp_path / target, **options)
    assert list(tmp_path.iterdir()) == []


def test_a_source_that_is_none(tmp_path):
    with pytest.raises(FileNotFoundError, match="no file or folder"):
        plan_convert(tmp_path / "none.tif", tmp_path / "a.zarr")
    (tmp_path / "a.txt").write_text("hello")
    with pytest.raises(ValueError, match=r"a\.txt"):
        plan_convert(tmp_path / "a.txt", tmp_path / "a.zarr")
    np.save(tmp_path / "a.npy", distinct((4, 5)))
    with pytest.raises(ValueError, match="is the source"):
        plan_convert(tmp_path / "a.npy", tmp_path / "a.npy", to="hdf5")


def test_names_inside(tmp_path):
    np.save(tmp_path / "a.npy", distinct((4, 20, 20)))
    convert(tmp_path / "a.npy", f"{tmp_path}/a.h5::raw/nuclei", axes="zyx")
    conversion = convert(f"{tmp_path}/a.h5::raw/nuclei", tmp_path / "a.ome.zarr")
    assert conversion.source.name == "raw/nuclei"
    assert find_target("x.h5::raw").name == "raw"
    with pytest.raises(KeyError, match="raw/nuclei"):
        plan_convert(f"{tmp_path}/a.h5::raw/membrane", tmp_path / "b.ome.zarr")
