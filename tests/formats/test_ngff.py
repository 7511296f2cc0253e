"""OME-Zarr: what is written is read back, metadata included, and what is wrong says so."""

import json
import math
import os
from dataclasses import replace

import numcodecs
import numpy as np
import pytest
import zarr as library
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zarr.codecs import BloscCodec, GzipCodec, ZstdCodec

from outofcore import grid
from outofcore.formats import ngff, zarr
from outofcore.formats.image import Planned, make_image

LENGTHS = {"t": 2, "c": 3, "z": 7, "y": 15, "x": 17}  # ragged in chunks of 4 and 8
CHUNKS = {"t": 1, "c": 1, "z": 4, "y": 8, "x": 8}
SHARDS = {"t": 1, "c": 2, "z": 4, "y": 8, "x": 16}
UNITS = {"t": "second", "z": "micrometer", "y": "micrometer", "x": "micrometer"}
SPACING = {"t": 30.0, "z": 1.5, "y": 0.1, "x": 0.3}
LAYOUTS = {
    "0.5": {},
    "0.4": {"version": "0.4"},
    "blosc": {"compressors": BloscCodec(cname="lz4", clevel=5, shuffle="shuffle")},
    "0.4 blosc": {"version": "0.4", "compressors": numcodecs.Blosc("zstd")},
    "sharded": {"shards": SHARDS},
    "sharded gzip": {"shards": SHARDS, "compressors": GzipCodec(level=1)},
}


def distinct(shape, dtype="uint16"):
    return np.arange(math.prod(shape)).astype(dtype).reshape(shape)


def cells(axes="czyx", dtype="uint16", levels=2, **about):
    """Return an image with smaller copies, and everything known that its axes allow."""
    full = distinct([LENGTHS[axis] for axis in axes], dtype)
    known = {
        "axes": axes,
        "spacing": {axis: SPACING[axis] for axis in axes if axis in SPACING},
        "units": {axis: UNITS[axis] for axis in axes if axis in UNITS},
        "origin": {"x": -4.5},
        "channels": tuple(f"stain {n}" for n in range(3)) if "c" in axes else (),
        "name": "cells",
    }
    factors = [[2**n if axis in "zyx" else 1 for axis in axes] for n in range(levels)]
    arrays = [full[tuple(slice(None, None, f) for f in own)] for own in factors]
    return make_image(full, **{**known, **about}).with_levels(arrays, factors)


def lengths(table, axes):
    return tuple(table[axis] for axis in axes)


def write(path, image, *, shards=None, **options):
    """Write in the chunks and shards of the tables above."""
    shards = shards and lengths(shards, image.axes)
    ngff.write_image(path, image, chunks=lengths(CHUNKS, image.axes), shards=shards, **options)


def check_equal(found, image):
    """Compare voxels of every level, and everything that is known."""
    about = ("axes", "spacing", "units", "origin", "channels", "labels", "name")
    for one in about:
        assert getattr(found, one) == getattr(image, one), one
    assert [level.factors for level in found.levels] == [level.factors for level in image.levels]
    for there, here in zip(found.levels, image.levels, strict=True):
        assert there.array.dtype == here.array.dtype
        np.testing.assert_array_equal(there.array[...], here.array)


@pytest.mark.parametrize("options", LAYOUTS.values(), ids=LAYOUTS)
def test_written_is_read(tmp_path, options):
    write(tmp_path / "a.zarr", cells(), **options)
    with ngff.open_image(tmp_path / "a.zarr") as found:
        check_equal(found, cells())
        array, data = found.levels[0].array, cells().levels[0].array
        assert array.chunks == lengths(CHUNKS, "czyx")
        np.testing.assert_array_equal(array[1, 2:7:3, -1], data[1, 2:7:3, -1])
        np.testing.assert_array_equal(np.asarray(array), data)
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.zarr"]


@pytest.mark.parametrize("version", ["0.4", "0.5"])
@pytest.mark.parametrize("axes", ["yx", "cyx", "zyx", "tyx", "tzyx", "tcyx", "tczyx"])
def test_axes_survive(tmp_path, axes, version):
    write(tmp_path / "a.zarr", cells(axes), version=version)
    with ngff.open_image(tmp_path / "a.zarr") as found:
        check_equal(found, cells(axes))


@pytest.mark.parametrize("version", ["0.4", "0.5"])
@pytest.mark.parametrize("dtype", ["bool", "int8", "uint32", "int64", "float32", "float64"])
def test_dtypes_survive(tmp_path, dtype, version):
    write(tmp_path / "a.zarr", cells("yx", dtype), version=version)
    with ngff.open_image(tmp_path / "a.zarr") as found:
        check_equal(found, cells("yx", dtype))


@pytest.mark.parametrize("options", LAYOUTS.values(), ids=LAYOUTS)
def test_whole_blocks_are_read_into_a_room(tmp_path, options):
    write(tmp_path / "a.zarr", cells(), **options)
    with ngff.open_image(tmp_path / "a.zarr") as found:
        for there, here in zip(found.levels, cells().levels, strict=True):
            for region in grid.iter_chunks(there.array.shape, there.array.block_shape):
                room = np.empty(here.array[region].shape, "u2")
                there.array.read_into(region, room)
                np.testing.assert_array_equal(room, here.array[region])


def test_big_endian_voxels_keep_their_values(tmp_path):
    image = cells("yx", ">u2")
    write(tmp_path / "a.zarr", image)
    with ngff.open_image(tmp_path / "a.zarr") as found:
        np.testing.assert_array_equal(found.levels[1].array[...], image.levels[1].array)


def test_nothing_but_metadata_is_read_to_open(tmp_path):
    write(tmp_path / "a.zarr", cells())
    for file in (tmp_path / "a.zarr").rglob("c/**/*"):
        if file.is_file():
            file.write_bytes(b"")
    with ngff.open_image(tmp_path / "a.zarr") as found:
        assert found.shape == (3, 7, 15, 17)


def test_an_image_of_which_little_is_known_stays_so(tmp_path):
    image = make_image(distinct((15, 17)), axes="yx")
    write(tmp_path / "a.zarr", image)
    with ngff.open_image(tmp_path / "a.zarr") as found:
        check_equal(found, image)


def test_blocks_of_each_level_and_axes_shorter_than_their_chunk(tmp_path):
    image = cells("yx")
    ngff.write_image(
        tmp_path / "a.zarr", image, chunks=[(4, 17), (64, 3)], shards=[(8, 17), (64, 6)]
    )
    with ngff.open_image(tmp_path / "a.zarr") as found:
        check_equal(found, image)
        assert [level.array.chunks for level in found.levels] == [(4, 17), (8, 3)]


def test_factors_are_whole_in_spite_of_rounding(tmp_path):
    full = distinct((15, 17))
    image = make_image(full, axes="yx", spacing={"y": 0.1, "x": 0.7})  # 3 * 0.1 / 0.1 > 3
    image = image.with_levels([full, full[::3, ::3]], [(1, 1), (3, 3)])
    write(tmp_path / "a.zarr", image)
    check_equal(with_image(tmp_path / "a.zarr"), image)


def test_the_windows_and_colours_of_channels(tmp_path):
    write(tmp_path / "a.zarr", cells(dtype="int16"))
    omero = json.loads((tmp_path / "a.zarr/zarr.json").read_text())["attributes"]["ome"]["omero"]
    window = {"min": -32768, "max": 32767, "start": -32768, "end": 32767}
    assert [channel["window"] for channel in omero["channels"]] == [window] * 3
    assert len({channel["color"] for channel in omero["channels"]}) == 3


def test_what_is_lost_is_named():
    assert ngff.lost(cells("tczyx")) == []
    image = make_image(
        distinct((2, 15, 17)), axes="tyx", units={"t": "second"}, spacing={"y": 1.0, "x": 2.0}
    )
    unit, spacing = ngff.lost(image, version="0.4")
    assert "unit second of axis t" in unit
    assert "spacing of axis y" in spacing


# Labels


def nuclei(axes="zyx", dtype="uint32", **about):
    return cells(axes, dtype, channels=(), name="nuclei", labels=True, **about)


def write_labels(path, name, image, **options):
    with ngff.add_labels(path, name, image, blocks=lengths(CHUNKS, image.axes), **options) as sinks:
        fill(sinks, image)


def fill(sinks, image, blocks=None):
    """Write every block of every level."""
    for sink, level in zip(sinks, image.levels, strict=True):
        block = tuple(map(min, blocks or lengths(CHUNKS, image.axes), level.array.shape))
        for number in np.ndindex(*grid.grid_shape(level.array.shape, block)):
            sink.write(number, level.array[grid.chunk_region(number, level.array.shape, block)])


@pytest.mark.parametrize("version", ["0.4", "0.5"])
def test_labels_below_an_image(tmp_path, version):
    path = tmp_path / "a.zarr"
    write(path, cells(), version=version)
    for name in ("nuclei", "vessels"):
        write_labels(path, name, replace(nuclei(), labels=False))  # what they are is said by us
    assert ngff.list_images(path) == ["", "labels/nuclei", "labels/vessels"]
    with ngff.open_image(path, label="vessels") as found:
        check_equal(found, nuclei())
    with ngff.open_image(path, "labels/nuclei") as found:
        check_equal(found, nuclei())
    with ngff.open_image(path) as found:
        check_equal(found, cells())


@pytest.mark.parametrize("version", ["0.4", "0.5"])
def test_labels_by_themselves(tmp_path, version):
    write(tmp_path / "a.zarr", nuclei(), version=version)
    with ngff.open_image(tmp_path / "a.zarr") as found:
        check_equal(found, nuclei())


@pytest.mark.parametrize(
    ("image", "name", "words"),
    [
        (nuclei(dtype="float32"), "new", "labels are whole numbers, not float32"),
        (nuclei(dtype="bool"), "new", "labels are whole numbers, not bool"),
        (nuclei(levels=1), "new", "the labels have 1 levels, .* has 2"),
        (nuclei(), "a/b", "'a/b' is no name"),
        (nuclei(), ".hidden", "'.hidden' is no name"),
        (nuclei(), "", "'' is no name"),
    ],
)
def test_labels_that_cannot_be_added_leave_nothing(tmp_path, image, name, words):
    write(tmp_path / "a.zarr", cells())
    with (
        pytest.raises(ValueError, match=words),
        ngff.add_labels(tmp_path / "a.zarr", name, image, blocks=(4, 8, 8)),
    ):
        pass
    assert not (tmp_path / "a.zarr/labels").exists()


def test_labels_are_never_replaced(tmp_path):
    path = tmp_path / "a.zarr"
    write(path, cells())
    write_labels(path, "nuclei", nuclei())
    with pytest.raises(FileExistsError, match="labels/nuclei exists"):
        write_labels(path, "nuclei", nuclei())
    with ngff.open_image(path, label="nuclei") as found:
        check_equal(found, nuclei())


@pytest.mark.parametrize("version", ["0.4", "0.5"])
def test_labels_are_not_hidden_by_consolidated_metadata(tmp_path, version):
    path = tmp_path / "a.zarr"
    write(path, cells(), version=version)
    if version == "0.4":
        (path / ".zmetadata").write_text('{"zarr_consolidated_format": 1, "metadata": {}}')
    else:
        change(path / "zarr.json", ["consolidated_metadata"], {"kind": "inline"})
    with pytest.raises(ValueError, match="readers would not see new labels"):
        write_labels(path, "nuclei", nuclei())


def test_labels_that_fail_are_not_listed(tmp_path):
    path = tmp_path / "a.zarr"
    write(path, cells())
    write_labels(path, "nuclei", nuclei())
    with (
        pytest.raises(ValueError, match="lacks 12 of 12 blocks"),
        ngff.add_labels(path, "empty", nuclei(), blocks=(4, 8, 8)),
    ):
        pass
    assert ngff.list_images(path) == ["", "labels/nuclei"]
    assert sorted(os.listdir(path / "labels")) == ["nuclei", "zarr.json"]


# Several images in one folder


def group(path, attributes, version="0.5"):
    """Make a group with attributes in the place of a version."""
    options = {"zarr_format": 2 if version == "0.4" else 3}
    attributes = attributes if version == "0.4" else {"ome": {"version": "0.5", **attributes}}
    for name, data in zarr.metadata_files({}, chunks=(), attributes=attributes, **options).items():
        zarr.write_file(path / name, data)


@pytest.mark.parametrize("version", ["0.4", "0.5"])
@pytest.mark.parametrize("listed", [True, False])
def test_series_of_bioformats2raw(tmp_path, version, listed):
    group(tmp_path, {"bioformats2raw.layout": 3}, version)
    if listed:
        group(tmp_path / "OME", {"series": ["1", "0"]}, version)
    for number in "01":
        write(tmp_path / number, cells(name=number), version=version)
    write_labels(tmp_path / "0", "nuclei", nuclei())
    names = ["1", "0", "0/labels/nuclei"] if listed else ["0", "0/labels/nuclei", "1"]
    assert ngff.list_images(tmp_path) == names
    with ngff.open_image(tmp_path, "1") as found:
        check_equal(found, cells(name="1"))
    with ngff.open_image(tmp_path, "0", "nuclei") as found:
        check_equal(found, nuclei())
    with pytest.raises(ValueError, match=r"no image itself; give one of .*'0/labels/nuclei'"):
        with_image(tmp_path)
    with pytest.raises(
        ValueError,
        match=r"no image at .*/2; those in .* are \['1|no image at .*/2; those in .* are \['0",
    ):
        with_image(tmp_path, "2")


def test_fields_of_a_plate(tmp_path):
    group(tmp_path, {"plate": {"wells": [{"path": "A/1"}, {"path": "B/2"}]}})
    for well in ("A/1", "B/2"):
        group(tmp_path / well, {"well": {"images": [{"path": "0"}]}})
        write(tmp_path / well / "0", cells(name=well))
    assert ngff.list_images(tmp_path) == ["A/1/0", "B/2/0"]
    with ngff.open_image(tmp_path, "B/2/0") as found:
        check_equal(found, cells(name="B/2"))


# Metadata of others


REMOVED = object()


def change(file, place, value):
    """Replace one entry of a JSON file, or take it out."""
    document = json.loads(file.read_text())
    holder = document
    for key in place[:-1]:
        holder = holder[key]
    if value is REMOVED:
        del holder[place[-1]]
    else:
        holder[place[-1]] = value
    file.write_text(json.dumps(document))


def with_image(path, *names):
    with ngff.open_image(path, *names) as image:
        return image


OME = ["attributes", "ome"]
FIRST = [*OME, "multiscales", 0]


def scale(*numbers):
    return {"type": "scale", "scale": list(numbers)}


def shift(*numbers):
    return {"type": "translation", "translation": list(numbers)}


def test_transformations_of_all_levels_come_after_those_of_one(tmp_path):
    path = tmp_path / "a.zarr"
    write(path, cells("yx"))
    change(path / "zarr.json", [*FIRST, "coordinateTransformations"], [scale(2, 10), shift(5, 7)])
    image = with_image(path)
    assert image.spacing == {"y": 0.2, "x": 3.0}
    assert image.origin == {"y": 5.0, "x": -45.0 + 7.0}
    assert image.levels[1].factors == (2.0, 2.0)


def test_factors_come_from_the_shapes_where_nothing_is_said(tmp_path):
    path = tmp_path / "a.zarr"
    write(path, cells("zyx"))
    for number in (0, 1):
        change(
            path / "zarr.json", [*FIRST, "datasets", number, "coordinateTransformations"], REMOVED
        )
    image = with_image(path)
    assert [level.factors for level in image.levels] == [(1, 1, 1), (2, 2, 2)]
    assert image.spacing == dict.fromkeys("zyx", 1.0)  # there are units
    change(path / "zarr.json", [*FIRST, "coordinateTransformations"], [scale(3, 2, 2)])
    image = with_image(path)
    assert [level.factors for level in image.levels] == [(1, 1, 1), (2, 2, 2)]
    assert image.spacing == {"z": 3.0, "y": 2.0, "x": 2.0}
    change(path / "zarr.json", [*FIRST, "coordinateTransformations"], REMOVED)
    change(path / "zarr.json", [*FIRST, "axes"], [{"name": axis} for axis in "zyx"])
    assert with_image(path).spacing == {}


def axes(*names, **about):
    return [{"name": name, **about} for name in names]


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ([*FIRST, "axes"], axes("z", "y", "q", "x"), "its axes are .*'q'.* move their axes"),
        ([*FIRST, "axes"], axes("x", "y", "z", "c"), "its axes are .*'x', 'y'.* in this order"),
        ([*FIRST, "axes"], axes("c", "c", "y", "x"), "its axes are .*'c', 'c'"),
        ([*FIRST, "axes"], axes("z", "y", "x"), "of 3 numbers was expected"),
        ([*FIRST, "axes"], axes("t", "z", "y", "x", type="space"), "'t' is of type 'space'"),
        ([*FIRST, "axes"], ["c", "z", "y", "x"], "list of dictionaries"),
        ([*FIRST, "axes"], axes("c", "z", "y", "x", unit=3), "units are"),
        ([*FIRST, "axes"], REMOVED, "its 'axes' is None"),
        ([*FIRST, "datasets"], [], r"its 'datasets' is \[\]"),
        ([*FIRST, "datasets", 0, "path"], REMOVED, "has no path"),
        ([*FIRST, "datasets", 0, "path"], "../../etc", "does not lie inside"),
        ([*FIRST, "datasets", 0, "path"], "/etc", "does not lie inside"),
        ([*FIRST, "datasets"], [{"path": "1"}, {"path": "0"}], "is larger than level 0"),
        ([*FIRST, "coordinateTransformations"], [scale(1, 2, 3)], "of 4 numbers was expected"),
        ([*FIRST, "coordinateTransformations"], [scale(1, 2, 3, 0)], "above 0"),
        ([*FIRST, "coordinateTransformations"], [{"type": "affine"}], "'affine'.* not read here"),
        (
            [*FIRST, "coordinateTransformations"],
            [scale(*[1e-200] * 4)] * 2,
            r"make a scale of \[0.0,",
        ),
        ([*FIRST, "coordinateTransformations"], [shift(10**400, 0, 0, 0)], "too large"),
        ([*FIRST, "coordinateTransformations"], 7, "coordinateTransformations"),
        ([*OME, "omero", "channels"], [{"label": "one"}], "1 channel names for 3 channels"),
        ([*OME, "omero"], [], "its 'omero' is"),
        ([*OME, "version"], ["0.5"], r"version \['0.5'\]"),
        ([*OME, "version"], "0.6", "version '0.6'; 0.4 and 0.5 are read"),
        ([*OME, "version"], REMOVED, "version None"),
        ([*OME, "multiscales"], REMOVED, "none of OME-Zarr's metadata"),
        ([*OME, "multiscales"], {}, "its 'multiscales' is"),
        (OME, 3, "its 'ome' is 3"),
        (["attributes"], [], "is not a dictionary"),
    ],
)
def test_metadata_that_cannot_be_read_are_named(tmp_path, place, value, words):
    write(tmp_path / "a.zarr", cells())
    change(tmp_path / "a.zarr/zarr.json", place, value)
    with pytest.raises(ValueError, match=words) as caught:
        with_image(tmp_path / "a.zarr")
    assert str(tmp_path) in str(caught.value)


def test_what_is_not_ome_zarr_is_told_apart(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_bytes(b"text")
    zarr.write_array(tmp_path / "group", {"a": distinct((3, 4))}, chunks=(2, 2))
    zarr.write_array(tmp_path / "array", {"": distinct((3, 4))}, chunks=(2, 2))
    zarr.write_array(tmp_path / "v2", {"": distinct((3, 4))}, chunks=(2, 2), zarr_format=2)
    for name, error, words in [
        ("nothing", FileNotFoundError, "no folder at"),
        ("empty", ValueError, "is not Zarr"),
        ("file", ValueError, "is a file"),
        ("group", ValueError, "none of OME-Zarr's metadata.*formats.zarr opens it"),
        ("array", ValueError, "none of OME-Zarr's metadata"),
        ("v2", ValueError, "is a Zarr array"),
    ]:
        for reader in (with_image, ngff.list_images, ngff.open_lazy):
            with pytest.raises(error, match=words):
                reader(tmp_path / name)


def test_the_keys_and_names_that_the_specifications_want(tmp_path):
    write(tmp_path / "v2", cells(), version="0.4")
    write(tmp_path / "v3", cells())
    assert json.loads((tmp_path / "v2/0/.zarray").read_text())["dimension_separator"] == "/"
    assert (tmp_path / "v2/1/2/0/0/1").is_file()
    assert json.loads((tmp_path / "v3/1/zarr.json").read_text())["dimension_names"] == [*"czyx"]
    assert (tmp_path / "v3/1/c/2/0/0/1").is_file()


def test_labels_say_what_the_background_is(tmp_path):
    write(tmp_path / "a.zarr", nuclei(), version="0.4")
    about = json.loads((tmp_path / "a.zarr/.zattrs").read_text())["image-label"]
    assert about == {"version": "0.4", "colors": [{"label-value": 0, "rgba": [0, 0, 0, 0]}]}


def test_the_open_group_has_the_arrays(tmp_path):
    write(tmp_path / "a.zarr", cells())
    np.testing.assert_array_equal(
        ngff.open_lazy(tmp_path / "a.zarr")["0"][...], cells().levels[0].array
    )


def test_codecs_that_only_zarr_knows_are_read_by_zarr(tmp_path):
    path, image = tmp_path / "a.zarr", cells("yx")
    write(path, image)
    library.create_array(
        path / "1",
        data=image.levels[1].array,
        chunks=(4, 4),
        filters=[library.codecs.TransposeCodec(order=(1, 0))],
        dimension_names=["y", "x"],
        overwrite=True,
    )
    check_equal(with_image(path), image)


# Damage


@pytest.mark.parametrize("version", ["0.4", "0.5"])
def test_a_level_that_is_missing(tmp_path, version):
    path = tmp_path / "a.zarr"
    write(path, cells(), version=version)
    os.rename(path / "1", tmp_path / "away")
    with pytest.raises(FileNotFoundError, match=r"a\.zarr/1"):
        with_image(path)
    group(path / "1", {}, version)
    with pytest.raises(ValueError, match=r"a\.zarr/1 is a Zarr group"):
        with_image(path)
    zarr.write_array(path / "1", {"": distinct((4, 8))}, chunks=(4, 8), overwrite=True)
    with pytest.raises(ValueError, match=r"a\.zarr/1 has shape \(4, 8\), .* axes 'czyx'"):
        with_image(path)


@pytest.mark.parametrize("options", LAYOUTS.values(), ids=LAYOUTS)
def test_a_chunk_file_that_was_lost_is_an_error(tmp_path, options):
    write(tmp_path / "a.zarr", cells(), **options)
    array = with_image(tmp_path / "a.zarr").levels[0].array
    array.path((0, 1, 1, 0)).unlink()
    np.testing.assert_array_equal(array[0, 0], cells().levels[0].array[0, 0])  # the others are fine
    with pytest.raises(ValueError, match=r"is missing; .* so it was lost"):
        array[0, 5, 9, 3]
    with pytest.raises(ValueError, match="is missing"):
        array.read_into(tuple(slice(0, n) for n in array.shape), np.empty(array.shape, "u2"))


def test_a_chunk_that_others_never_wrote_is_zero(tmp_path):
    write(tmp_path / "a.zarr", cells("yx"))
    change(tmp_path / "a.zarr/zarr.json", [*FIRST, "metadata"], REMOVED)
    (tmp_path / "a.zarr/0/c/0/0").unlink()
    array = with_image(tmp_path / "a.zarr").levels[0].array
    assert not array[:8, :8].any()
    np.testing.assert_array_equal(array[8:], cells("yx").levels[0].array[8:])


@pytest.mark.parametrize("options", LAYOUTS.values(), ids=LAYOUTS)
def test_a_chunk_file_that_was_cut_is_an_error(tmp_path, options):
    write(tmp_path / "a.zarr", cells(), **options)
    array = with_image(tmp_path / "a.zarr").levels[0].array
    file = array.path((0, 0, 0, 0))
    data = file.read_bytes()
    for length in (0, 7, len(data) // 2, len(data) - 1):
        file.write_bytes(data[:length])
        with pytest.raises(ValueError, match=str(file)):
            array[0, 0, 0, 0]


VALUES = (-1, 0, 3, 10**10, 2**63, 1.5, True, None, "", "x", [], [1], {}, float("nan"))


def leaves(item, where=()):
    """Yield the place of everything inside of a JSON document."""
    for key in item if isinstance(item, dict) else range(len(item)):
        yield (*where, key)
        if isinstance(item[key], dict | list):
            yield from leaves(item[key], (*where, key))


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    path = tmp_path_factory.mktemp("sound") / "a.zarr"
    write(path, cells("cyx"))
    return path


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    name=st.sampled_from(["zarr.json", "1/zarr.json"]),
    number=st.integers(0, 200),
    value=st.sampled_from(VALUES),
    cut=st.one_of(st.none(), st.integers(0, 2000)),
)
def test_any_damage_to_the_metadata_is_an_error_in_our_words(sound, name, number, value, cut):
    """Or an image that can be opened: a name or a number may have become another one."""
    file = sound / name
    text = file.read_text()
    places = list(leaves(json.loads(text)))
    try:
        if cut is None:
            change(file, places[number % len(places)], value)
        else:
            file.write_text(text[: cut % len(text)])
        image, words = opened(sound)
        assert (image is None and str(sound) in words) or (cut is None and image.axes == "cyx")
    finally:
        file.write_text(text)


def opened(path):
    """Return the image, or the words of the error that opening it ends with."""
    try:
        return with_image(path), ""
    except (ValueError, FileNotFoundError) as error:
        return None, str(error)


# What is refused before anything is written


@pytest.mark.parametrize(
    ("image", "options", "words"),
    [
        (make_image(distinct((4, 6))), {}, "nothing is known of those of shape"),
        (
            make_image(distinct((4, 6)), axes="xy"),
            {},
            "the axes are 'xy', in OME-Zarr they come as 'yx'",
        ),
        (make_image(distinct((4, 6)), axes="tx"), {}, "needs two of z, y and x"),
        (make_image(distinct((0, 6)), axes="yx"), {}, r"shape \(0, 6\) has an axis without length"),
        (cells("yx", "S3"), {}, r"cannot hold \|S3"),
        (cells("yx", "M8[s]"), {}, "cannot hold datetime64"),
        (cells("yx", labels=True, dtype="float32"), {}, "labels are whole numbers"),
        (cells("yx", origin={"x": math.inf}), {}, "should be finite"),
        (cells("yx"), {"version": "0.3"}, "no version '0.3'; there are 0.4, 0.5"),
        (cells("yx"), {"version": "0.4", "shards": (8, 8)}, "0.4 does not have"),
        (cells("yx"), {"shards": (6, 8)}, r"\(6, 8\) does not hold whole chunks of \(4, 4\)"),
        (cells("yx"), {"shards": (2, 8)}, "does not hold whole chunks"),
        (cells("yx"), {"chunks": (4,)}, "has 1 axes but shape"),
        (cells("yx"), {"chunks": [(4, 4)]}, "1 block shapes for 2 levels"),
    ],
)
def test_what_cannot_be_written_is_refused(tmp_path, image, options, words):
    with pytest.raises(ValueError, match=words):
        ngff.write_image(tmp_path / "a.zarr", image, **{"chunks": (4, 4), **options})
    assert list(tmp_path.iterdir()) == []


# zarr says of each use of this codec that the specification does not have it
@pytest.mark.filterwarnings("ignore:Numcodecs codecs are not in:zarr.errors.ZarrUserWarning")
def test_codecs_that_files_do_not_know_are_refused(tmp_path):
    codec = library.codecs.numcodecs.LZ4()
    with pytest.raises(ValueError, match="take Blosc, gzip or Zstandard"):
        write(tmp_path / "a.zarr", cells(), compressors=codec)
    assert list(tmp_path.iterdir()) == []


def test_free_space_is_checked_first(tmp_path):
    huge = make_image(Planned((10**6, 10**7), np.dtype("u8")), axes="yx")
    with (
        pytest.raises(OSError, match="free but 7"),
        ngff.creating(tmp_path / "a.zarr", huge, blocks=(10**4, 10**4)),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_packed_voxels_may_need_less_space(tmp_path):
    huge = make_image(Planned((10**6, 10**7), np.dtype("u8")), axes="yx")
    options = {"blocks": (10**4, 10**5), "compressors": ZstdCodec()}
    with (
        pytest.raises(ValueError, match="lacks 10000 of 10000 blocks"),
        ngff.creating(tmp_path / "a.zarr", huge, **options),
    ):
        pass
    assert list(tmp_path.iterdir()) == []
