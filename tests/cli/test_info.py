"""`outofcore info`: text that fits a terminal, one document of JSON, and exit codes that tell."""

import json
import math

import h5py
import numpy as np
import pytest
import tifffile
import zarr
from typer.testing import CliRunner
from zarr.codecs import BloscCodec

from outofcore.cli import app
from outofcore.cli.info import as_text
from outofcore.describe import Access, ArrayInfo, Description, ImageInfo, _zarr, describe
from outofcore.formats import ngff, tiff
from outofcore.formats.image import Image, Level

SHAPE, CHUNKS = (20, 150, 170), (8, 32, 64)


def distinct(shape=SHAPE):
    return np.arange(math.prod(shape)).astype("u2").reshape(shape)


def run(*arguments):
    return CliRunner().invoke(app, ["info", *map(str, arguments)])


def write_pyramid(path):
    data = distinct()
    levels = [Level(data[:, ::n, ::n], (1.0, float(n), float(n))) for n in (1, 2)]
    spacing, units = {"z": 2.0, "y": 0.5, "x": 0.5}, dict.fromkeys("zyx", "micrometer")
    image = Image(tuple(levels), axes="zyx", spacing=spacing, units=units)
    ngff.write_image(path, image, chunks=CHUNKS, compressors=BloscCodec(cname="lz4"))


def test_an_image_is_told_in_facts_levels_and_accesses(tmp_path):
    write_pyramid(tmp_path / "a.ome.zarr")
    result = run(tmp_path / "a.ome.zarr")
    lines = result.output.splitlines()
    assert (result.exit_code, result.stderr) == (0, "")
    assert lines[0].endswith("a.ome.zarr: OME-Zarr 0.5 (Zarr v3)")
    assert lines[2] == "20x150x170 uint16"
    assert "  axes      z 2 micrometer, y 0.5 micrometer, x 0.5 micrometer" in lines
    assert "  storage   chunked, 8x32x64 each, 45 of them, packed by blosc (lz4)" in lines
    rows = [" ".join(line.split()) for line in lines]
    assert [row for row in rows if row.startswith("1 20x75x85 1x2x2 8x32x64 ")]
    # 5 x 3 chunks of 8 x 32 x 64 hold a plane of 150 x 170
    (plane,) = [row for row in rows if row.startswith("XY plane")]
    assert plane.startswith("XY plane 1x150x170 15 49.8 KiB 480.0 KiB ")
    assert plane.endswith(" 9.64 x")
    assert all(
        row.startswith(name) for row, name in zip(rows[-4:-2], ("XZ plane", "cube"), strict=True)
    )


def test_several_arrays_come_as_a_tree_first(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["raw/nuclei"] = distinct()
        file["raw/membrane"] = distinct()
        file["times"] = np.arange(5.0)
    lines = run(tmp_path / "a.h5").output.splitlines()
    assert lines[2:6] == [
        "  raw/",
        "    membrane  20x150x170 uint16",
        "    nuclei  20x150x170 uint16",
        "  times  5 float64",
    ]
    lines = run(f"{tmp_path / 'a.h5'}::raw/nuclei").output.splitlines()
    assert lines[2] == "raw/nuclei  20x150x170 uint16"
    assert not [line for line in lines if "membrane" in line]


def test_of_many_arrays_the_first_are_told_in_detail(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        for number in range(20):
            file[f"t{number:02d}/cells"] = distinct((3, 4))
    lines = run(tmp_path / "a.h5").output.splitlines()
    assert lines[-3].startswith("the other 8: ask for PATH::NAME")
    assert sum(line == "    cells  3x4 uint16" for line in lines) == 20
    assert sum(line.startswith("  size") for line in lines) == 12


def test_an_estimate_says_that_it_is_one(tmp_path, monkeypatch):
    monkeypatch.setattr(_zarr, "COUNTED", 10)
    array = zarr.create_array(tmp_path / "a", shape=SHAPE, chunks=CHUNKS, dtype="u2", shards=None)
    array[...] = distinct()
    output = run(tmp_path / "a").output
    assert "unpacked, about " in output
    assert "45 of them, not counted one by one" in output
    assert "note      sizes are estimates: 45 of 45 files were looked at" in output


def write_wide(path):
    """A file whose every line would be long: names, channels, axes, problems."""
    data = distinct((2, 3, 20, 40, 50))
    channels = [f"a channel with a very long name, number {number}" for number in range(3)]
    tiff.write_ome(path, data, axes="tczyx", channels=channels, compression="zlib")
    with tifffile.TiffFile(path) as file:
        end = file.pages[-1].dataoffsets[0]
    path.write_bytes(path.read_bytes()[:end])


@pytest.mark.parametrize("write", [write_pyramid, write_wide])
def test_lines_fit_the_terminal(tmp_path, write):
    write(tmp_path / "a")
    output = run(tmp_path / "a").output
    assert max(len(line) for line in output.splitlines()[1:]) <= 100


def test_five_axes_of_a_large_pyramid_fit_as_well():
    shape, chunks = (100, 4, 500, 20480, 20480), (1, 1, 64, 512, 512)
    array = ArrayInfo(
        "labels/nuclei/0",
        shape,
        "uint16",
        "chunked",
        chunks,
        None,
        ("blosc (lz4)",),
        2,
        10**14,
        None,
        False,
    )
    plane = Access(
        "XY plane", (0,) * 5, (1, 1, 1, 20480, 20480), 12345678, 838860800, 10**11, 10**11, False
    )
    image = ImageInfo(
        "", (array, array), ((1.0,) * 5, (1.0, 1.0, 2.0, 12.0, 12.0)), "tczyx", accesses=(plane,)
    )
    text = as_text(Description("a", "OME-Zarr", (image,)))
    assert max(map(len, text.splitlines())) <= 100


def test_a_problem_is_shown_and_counts(tmp_path):
    tifffile.imwrite(tmp_path / "a.tif", distinct(), compression="zlib")
    whole = (tmp_path / "a.tif").read_bytes()
    (tmp_path / "a.tif").write_bytes(whole[: len(whole) * 3 // 4])
    result = run(tmp_path / "a.tif")
    assert result.exit_code == 1
    assert "problem: " in result.output
    assert result.stderr == ""  # and no words of tifffile's own


def test_json_is_one_document(tmp_path):
    write_pyramid(tmp_path / "a")
    expected = json.loads(json.dumps(describe(tmp_path / "a").as_dict()))
    assert json.loads(run(tmp_path / "a", "--json", "-").output) == expected
    result = run(tmp_path / "a", "--json", tmp_path / "info.json")
    assert json.loads((tmp_path / "info.json").read_text()) == expected
    assert result.output.splitlines()[2] == "20x150x170 uint16"


def write_png(path):
    path.write_bytes(b"\x89PNG\r\n\x1a\n")


def write_group(path):
    with h5py.File(path, "w") as file:
        file["there"] = distinct((3, 4))


@pytest.mark.parametrize(
    ("write", "name", "words"),
    [
        (lambda path: None, "", "there is nothing at "),
        (write_png, "", "looks like a PNG image; TIFF, HDF5, Zarr"),
        (write_group, "::nothere", "no image 'nothere' in "),
    ],
    ids=["missing", "foreign", "no such image"],
)
def test_what_cannot_be_told_is_an_error_in_one_line(tmp_path, write, name, words):
    write(tmp_path / "a")
    result = run(f"{tmp_path / 'a'}{name}")
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("outofcore info: ")
    assert words in line


def test_an_empty_group_holds_nothing(tmp_path):
    zarr.create_group(tmp_path / "a")
    result = run(tmp_path / "a")
    assert (result.exit_code, result.output.splitlines()[1]) == (0, "it holds no array")
