"""An OME-Zarr that is being made: complete or hidden, and taken up again after a kill."""

import json
import math
import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numcodecs
import numpy as np
import pytest
from zarr.codecs import BloscCodec

from outofcore import grid
from outofcore.formats import ngff, zarr
from outofcore.formats.image import Planned, make_image

SHAPE, BLOCK = (3, 15, 17), (1, 8, 8)
DATA = np.arange(math.prod(SHAPE), dtype="u2").reshape(SHAPE)
LEVELS = [DATA, DATA[:, ::2, ::2]]
FACTORS = [(1, 1, 1), (1, 2, 2)]
IMAGE = make_image(
    DATA, axes="zyx", spacing={"z": 2.0, "y": 0.5, "x": 0.5}, units={"z": "micrometer"}
).with_levels(LEVELS, FACTORS)
PLANNED = IMAGE.with_levels([Planned(a.shape, a.dtype) for a in LEVELS], FACTORS)
OPTIONS = {
    "0.5": {},
    "0.4": {"version": "0.4", "compressors": numcodecs.Blosc("lz4")},
    "sharded": {"chunks": (1, 4, 4), "compressors": BloscCodec(cname="lz4", clevel=1)},
}
CHILD = """
import os, signal, sys
import numpy as np
from zarr.codecs import BloscCodec
from outofcore.formats import ngff
from outofcore.formats.image import make_image

class Deadly:
    shape, dtype, reads = {shape}, np.dtype("u2"), 0
    def __getitem__(self, region):
        self.reads += 1
        if self.reads > {reads}:
            os.kill(os.getpid(), signal.SIGKILL)
        return np.arange({size}, dtype="u2").reshape(self.shape)[region]

image = make_image(Deadly(), axes="zyx")
ngff.write_image(sys.argv[1], image, {options}, resume=True)
"""


def blocks(level, block=BLOCK):
    """Yield (number, block) of everything that is to be written of a level."""
    shape = LEVELS[level].shape
    for number in np.ndindex(*grid.grid_shape(shape, block)):
        yield number, LEVELS[level][grid.chunk_region(number, shape, block)]


def fill(sinks):
    for level, sink in enumerate(sinks):
        for number, block in blocks(level):
            sink.write(number, block)


def tree(path):
    """Return the bytes of every file by its name."""
    return {
        str(file.relative_to(path)): file.read_bytes()
        for file in sorted(path.rglob("*"))
        if file.is_file()
    }


def check(path):
    with ngff.open_image(path) as found:
        for level, data in zip(found.levels, LEVELS, strict=True):
            np.testing.assert_array_equal(level.array[...], data)


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_blocks_come_from_many_threads_in_any_order(tmp_path, options):
    work = [(level, *one) for level in (1, 0) for one in blocks(level)]
    work = [work[i] for i in np.random.default_rng(5).permutation(len(work))]
    with (
        ngff.creating(tmp_path / "a.zarr", PLANNED, blocks=BLOCK, **options) as sinks,
        ThreadPoolExecutor(4) as pool,
    ):
        list(pool.map(lambda one: sinks[one[0]].write(*one[1:]), work))
    check(tmp_path / "a.zarr")


def test_until_the_end_nothing_is_to_be_seen(tmp_path):
    path = tmp_path / "a.zarr"
    with ngff.creating(path, PLANNED, blocks=BLOCK) as sinks:
        fill(sinks)
        (hidden,) = tmp_path.iterdir()
        assert hidden.name.startswith(".a.zarr.")
        assert hidden.name.endswith(".part")
        assert not (hidden / "image/zarr.json").exists()  # and no reader takes it for an image
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("resume", [False, True])
def test_missing_blocks_are_an_error(tmp_path, resume):
    with pytest.raises(ValueError, match=r"level 1 of .*a\.zarr lacks 2 of 12 .* \(1, 0, 1\)"):
        write_without(tmp_path / "a.zarr", [(1, 0, 1), (2, 0, 1)], resume=resume)
    assert [one.name for one in tmp_path.iterdir()] == [".a.zarr.part"] * resume


def write_without(path, left_out, **options):
    """Write all blocks but some of level 1."""
    block = (1, 4, 5)
    with ngff.creating(path, PLANNED, blocks=block, **options) as sinks:
        for level, sink in enumerate(sinks):
            for number, data in blocks(level, block):
                if level == 0 or number not in left_out:
                    sink.write(number, data)


@pytest.mark.parametrize(
    ("number", "block", "words"),
    [
        ((0, 0, 0), np.zeros((1, 8, 7), "u2"), r"\(1, 8, 7\); uint16 of \(1, 8, 8\) belongs"),
        ((0, 1, 2), np.zeros((1, 8, 8), "u2"), r"uint16 of \(1, 7, 1\) belongs there"),
        ((0, 0, 0), np.zeros((1, 8, 8), "i2"), "int16 of"),
    ],
)
def test_a_block_of_another_form_is_an_error(tmp_path, number, block, words):
    with (
        pytest.raises(ValueError, match=words),
        ngff.creating(tmp_path / "a.zarr", PLANNED, blocks=BLOCK) as sinks,
    ):
        sinks[0].write(number, block)
    assert list(tmp_path.iterdir()) == []


def test_a_block_outside_is_an_error(tmp_path):
    with (
        pytest.raises(IndexError, match="not in the grid"),
        ngff.creating(tmp_path / "a.zarr", PLANNED, blocks=BLOCK) as sinks,
    ):
        sinks[0].write((0, 0, 3), np.zeros((1, 8, 8), "u2"))


# What is there already


def test_what_is_there_is_only_replaced_when_asked(tmp_path):
    path = tmp_path / "a.zarr"
    ngff.write_image(path, IMAGE, chunks=BLOCK)
    before = tree(path)
    with pytest.raises(FileExistsError, match=r"a\.zarr exists; delete it, rename it, or pass"):
        ngff.write_image(path, IMAGE, chunks=(3, 15, 17))
    with (
        pytest.raises(ValueError, match="lacks"),
        ngff.creating(path, PLANNED, blocks=(3, 15, 17), overwrite=True),
    ):
        pass
    assert tree(path) == before  # a run that failed left the old one alone
    ngff.write_image(path, IMAGE, chunks=(3, 15, 17), overwrite=True)
    check(path)
    assert sorted(tree(path)) != sorted(before)
    assert list(tmp_path.iterdir()) == [path]


def test_only_ome_zarr_is_replaced(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("three years")
    (tmp_path / "file").write_text("text")
    zarr.write_array(tmp_path / "plain.zarr", {"a": DATA}, chunks=BLOCK)
    before = tree(tmp_path)
    for name in ("mine", "file", "plain.zarr"):
        with pytest.raises(FileExistsError, match=f"{name} exists and is not OME-Zarr"):
            ngff.write_image(tmp_path / name, IMAGE, chunks=BLOCK, overwrite=True)
    assert tree(tmp_path) == before


def test_who_comes_second_does_not_replace_the_first(tmp_path):
    path = tmp_path / "a.zarr"
    with pytest.raises(FileExistsError, match="made by somebody else"):
        write_while_another_does(path)
    check(path)
    with ngff.open_image(path) as found:
        assert found.levels[0].array.chunks == (3, 15, 17)
    assert list(tmp_path.iterdir()) == [path]


def write_while_another_does(path):
    with ngff.creating(path, PLANNED, blocks=BLOCK) as sinks:
        fill(sinks)
        ngff.write_image(path, IMAGE, chunks=(3, 15, 17))


def test_an_image_can_replace_the_one_it_is_read_from(tmp_path):
    path = tmp_path / "a.zarr"
    ngff.write_image(path, IMAGE, chunks=BLOCK)
    with ngff.open_image(path) as image:
        ngff.write_image(path, image, chunks=(2, 5, 17), version="0.4", overwrite=True)
    check(path)
    assert not (path / "zarr.json").exists()


# Taken up again


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_a_second_run_goes_on_where_the_first_ended(tmp_path, options):
    path, whole = tmp_path / "a.zarr", tmp_path / "whole.zarr"
    with pytest.raises(RuntimeError, match="enough"):
        interrupted(path, options)
    assert not path.exists()
    (stray,) = [one.parent for one in tmp_path.rglob("0/**/0") if one.is_file()][:1]
    (stray / ".1.0f.part").write_bytes(b"half a chunk")  # as a kill leaves it
    sixth = "0/0/1/2" if options.get("version") == "0.4" else "0/c/0/1/2"
    (tmp_path / ".a.zarr.part/image" / sixth).write_bytes(b"")  # as a power cut may leave it
    with ngff.creating(path, PLANNED, blocks=BLOCK, resume=True, **options) as sinks:
        for number, (place, block) in enumerate(blocks(0)):
            assert sinks[0].has(place) == (number < 5)
            if number < 5:
                np.testing.assert_array_equal(sinks[0].read(place, np.empty_like(block)), block)
            else:
                sinks[0].write(place, block)
        for place, block in blocks(1):
            assert not sinks[1].has(place)
            sinks[1].write(place, block)
    check(path)
    with ngff.creating(whole, PLANNED, blocks=BLOCK, **options) as sinks:
        fill(sinks)
    assert tree(path) == tree(whole)
    assert sorted(tmp_path.iterdir()) == [path, whole]


def interrupted(path, options):
    """Write five blocks, and fail."""
    with ngff.creating(path, PLANNED, blocks=BLOCK, resume=True, **options) as sinks:
        for place, block in list(blocks(0))[:5]:
            sinks[0].write(place, block)
        raise RuntimeError("enough")


@pytest.mark.parametrize(
    ("image", "changed", "words"),
    [
        (PLANNED, {"blocks": (1, 8, 9)}, r"0/zarr.json chunk_grid .*\[1, 8, 8\] then, .*9\] now"),
        (PLANNED, {"chunks": (1, 4, 4)}, "0/zarr.json codecs"),
        (PLANNED, {"version": "0.4"}, r"\.zattrs: null then, {.* \[\.{3}\] now"),
        (
            replace(PLANNED, spacing={}),
            {},
            "zarr.json attributes ome multiscales 0 axes 0 unit: .*meter. then, null now",
        ),
        (replace(PLANNED, name="other"), {}, 'multiscales 0 name: null then, "other" now'),
    ],
)
def test_another_plan_does_not_go_on(tmp_path, image, changed, words):
    path = tmp_path / "a.zarr"
    with pytest.raises(RuntimeError, match="enough"):
        interrupted(path, {})
    before = tree(tmp_path)
    options = {"blocks": BLOCK, "resume": True, **changed}
    with pytest.raises(ValueError, match=words), ngff.creating(path, image, **options):
        pass
    assert tree(tmp_path) == before  # nothing was touched


def test_a_folder_of_somebody_else_is_not_taken_up(tmp_path):
    (tmp_path / ".a.zarr.part").mkdir()
    (tmp_path / ".a.zarr.part/mine.txt").write_text("text")
    with (
        pytest.raises(ValueError, match="was not left by an earlier run"),
        ngff.creating(tmp_path / "a.zarr", PLANNED, blocks=BLOCK, resume=True),
    ):
        pass
    assert (tmp_path / ".a.zarr.part/mine.txt").exists()


def test_a_run_that_ended_between_metadata_and_rename_is_finished(tmp_path):
    path, whole = tmp_path / "a.zarr", tmp_path / "whole.zarr"
    ngff.write_image(whole, IMAGE, chunks=BLOCK)
    with pytest.raises(RuntimeError, match="enough"):
        interrupted(path, {})
    part = tmp_path / ".a.zarr.part/image"
    for name, data in tree(whole).items():
        zarr.write_file(part / name, data)
    with ngff.creating(path, PLANNED, blocks=BLOCK, resume=True) as sinks:
        assert all(sinks[level].has(place) for level in (0, 1) for place, _ in blocks(level))
    assert tree(path) == tree(whole)


def test_what_is_stored_needs_no_room_again(tmp_path, monkeypatch):
    path = tmp_path / "a.zarr"
    with pytest.raises(RuntimeError, match="enough"):
        interrupted(path, {})
    size = 2 * math.prod(BLOCK) * (18 + 6)  # of both levels, the ragged blocks padded
    usage = shutil.disk_usage(tmp_path)._replace(free=size - 5 * 2 * math.prod(BLOCK))
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    with (
        pytest.raises(OSError, match="are needed"),
        ngff.creating(tmp_path / "other.zarr", PLANNED, blocks=BLOCK),
    ):
        pass
    with ngff.creating(path, PLANNED, blocks=BLOCK, resume=True) as sinks:
        fill(sinks)
    check(path)


def test_what_a_run_leaves_that_ended_after_the_rename_is_cleared(tmp_path):
    path = tmp_path / "a.zarr"
    with pytest.raises(RuntimeError, match="enough"):
        interrupted(path, {})
    os.rename(tmp_path / ".a.zarr.part/image", tmp_path / "away")
    options = {"chunks": (1, 4, 4), "resume": True}  # another plan than that of the run
    with ngff.creating(path, PLANNED, blocks=BLOCK, **options) as sinks:
        assert not sinks[0].has((0, 0, 0))
        fill(sinks)
    check(path)
    assert sorted(tmp_path.iterdir()) == [path, tmp_path / "away"]


def test_metadata_that_a_power_cut_emptied_are_written_again(tmp_path):
    path = tmp_path / "a.zarr"
    with pytest.raises(RuntimeError, match="enough"):
        interrupted(path, {})
    (tmp_path / ".a.zarr.part/image/1/zarr.json").write_bytes(b"")
    with ngff.creating(path, PLANNED, blocks=BLOCK, resume=True) as sinks:
        fill(sinks)
    check(path)


def test_a_link_is_replaced_and_not_what_it_points_to(tmp_path):
    ngff.write_image(tmp_path / "real.zarr", IMAGE, chunks=BLOCK)
    (tmp_path / "link.zarr").symlink_to(tmp_path / "real.zarr")
    before = tree(tmp_path / "real.zarr")
    ngff.write_image(tmp_path / "link.zarr", IMAGE, chunks=(3, 15, 17), overwrite=True)
    check(tmp_path / "link.zarr")
    assert not (tmp_path / "link.zarr").is_symlink()
    assert tree(tmp_path / "real.zarr") == before


@pytest.mark.parametrize(
    "options",
    ["chunks=(1, 8, 8)", "chunks=(1, 4, 4), shards=(1, 8, 8), compressors=BloscCodec()"],
    ids=["plain", "sharded"],
)
def test_after_a_kill_the_result_is_that_of_an_undisturbed_run(tmp_path, options):
    killed, whole = tmp_path / "killed.zarr", tmp_path / "whole.zarr"
    assert run(killed, options, reads=7) == -signal.SIGKILL
    assert not killed.exists()
    assert (tmp_path / ".killed.zarr.part").is_dir()
    assert run(killed, options, reads=11) == 0  # of 18 blocks, 7 are there
    assert run(whole, options, reads=18) == 0
    assert tree(killed) == tree(whole)
    with ngff.open_image(killed) as found:
        np.testing.assert_array_equal(found.levels[0].array[...], DATA)
    assert sorted(tmp_path.iterdir()) == [killed, whole]


def run(path, options, reads):
    """Write the image in a process of its own, which dies after so many blocks."""
    program = CHILD.format(shape=SHAPE, size=DATA.size, options=options, reads=reads)
    return subprocess.run([sys.executable, "-c", program, path], check=False).returncode


def test_labels_are_taken_up_again(tmp_path):
    path = tmp_path / "a.zarr"
    ngff.write_image(path, IMAGE, chunks=BLOCK)
    adding = {"blocks": BLOCK, "resume": True}
    with (
        pytest.raises(ValueError, match="lacks"),
        ngff.add_labels(path, "cells", PLANNED, **adding) as sinks,
    ):
        sinks[0].write((0, 0, 0), DATA[:1, :8, :8])
    assert ngff.list_images(path) == [""]
    assert os.listdir(path / "labels") == [".cells.part"]
    with ngff.add_labels(path, "cells", PLANNED, **adding) as sinks:
        assert sinks[0].has((0, 0, 0))
        fill(sinks)
    assert ngff.list_images(path) == ["", "labels/cells"]
    assert sorted(os.listdir(path / "labels")) == ["cells", "zarr.json"]
    listed = json.loads((path / "labels/zarr.json").read_text())["attributes"]["ome"]["labels"]
    assert listed == ["cells"]


def test_durable_blocks_are_the_same(tmp_path):
    ngff.write_image(tmp_path / "a.zarr", IMAGE, chunks=BLOCK, durable=True)
    ngff.write_image(tmp_path / "b.zarr", IMAGE, chunks=BLOCK)
    assert tree(tmp_path / "a.zarr") == tree(tmp_path / "b.zarr")
