"""BigDataViewer's files: npy2bdv opens what is written here, and the reverse."""

import itertools
import os
from concurrent.futures import ThreadPoolExecutor

import h5py
import npy2bdv
import numpy as np
import pytest

import images
from outofcore import grid
from outofcore.formats import bdv
from outofcore.formats._bdv_views import DTYPES
from outofcore.formats._bdv_xml import _pattern, read_sequence
from outofcore.formats.image import Image, Level, Planned

SHAPES = ((3, 2, 7, 15, 17), (3, 2, 7, 8, 9), (3, 2, 4, 4, 5))  # odd everywhere
FACTORS = ((1, 1, 1, 1, 1), (1, 1, 1, 2, 2), (1, 1, 2, 4, 4))
BLOCK = (1, 1, 4, 8, 8)
ABOUT = {
    "axes": "tczyx",
    "spacing": {"z": 2.0, "y": 0.65, "x": 0.325},
    "units": {"z": "micrometer", "y": "micrometer", "x": "micrometer"},
    "origin": {"z": -3.5, "x": 0.1},
    "channels": ("DAPI", "GFP µ <1>"),
    "name": "an embryo",
}


def planned(axes="tczyx", dtype="uint16", levels=3, **about):
    """Return the image of `ABOUT` with some of its axes."""
    keep = [i for i, axis in enumerate("tczyx") if axis in axes]
    shapes = [tuple(shape[i] for i in keep) for shape in SHAPES[:levels]]
    factors = [tuple(float(f[i]) for i in keep) for f in FACTORS[:levels]]
    about = ABOUT | {"axes": axes} | about
    if "c" not in axes:
        about["channels"] = ()
    about["spacing"] = {axis: s for axis, s in about["spacing"].items() if axis in axes}
    about["origin"] = {axis: o for axis, o in about["origin"].items() if axis in axes}
    return images.planned(shapes, factors, dtype, **about)


def write(path, image, blocks=None, **options):
    blocks = blocks or [BLOCK[5 - len(image.axes) :]] * len(image.levels)
    return images.write_image(bdv, path, image, blocks, **options)


@pytest.mark.parametrize("options", [{}, {"compression": "gzip", "shuffle": True}])
def test_everything_comes_back(tmp_path, options):
    image = planned()
    arrays = write(tmp_path / "a.xml", image, **options)
    with bdv.open_image(tmp_path / "a.xml", setup=None) as found:
        images.check_image(found, image, arrays, **ABOUT)
    assert bdv.lost(image) == []
    assert sorted(os.listdir(tmp_path)) == ["a.h5", "a.xml"]


@pytest.mark.parametrize("axes", ["zyx", "tzyx", "czyx"])
def test_fewer_axes(tmp_path, axes):
    image = planned(axes)
    arrays = write(tmp_path / "a.xml", image)
    with bdv.open_image(tmp_path / "a.xml", setup=None if "c" in axes else 0) as found:
        images.check_image(found, image, arrays)
        assert (found.axes, found.name, found.channels) == (axes, image.name, image.channels)
        assert (found.spacing, found.units) == (image.spacing, image.units)


def test_a_plane_becomes_a_stack_of_one(tmp_path):
    image = planned("yx", levels=2)
    arrays = write(tmp_path / "a.xml", image)
    with bdv.open_image(tmp_path / "a.xml") as found:
        for level, array in zip(found.levels, arrays, strict=True):
            np.testing.assert_array_equal(level.array[0], array)
    assert bdv.lost(image) == ["that there is no axis z: the image becomes a stack of one plane"]


def test_blocks_over_several_views(tmp_path):
    image = planned(levels=1)
    (array,) = write(tmp_path / "a.xml", image, [(2, 2, 4, 8, 8)])
    with bdv.open_image(tmp_path / "a.xml", setup=None) as found:
        np.testing.assert_array_equal(found.levels[0].array[...], array)
        assert found.levels[0].array.block_shape == (1, 1, 4, 8, 8)


def test_one_view_at_a_time(tmp_path):
    arrays = write(tmp_path / "a.xml", planned())
    with bdv.open_image(tmp_path / "a.xml", setup=1, timepoint=2) as found:
        assert (found.axes, found.name) == ("zyx", "an embryo GFP µ <1>")
        for level, array in zip(found.levels, arrays, strict=True):
            np.testing.assert_array_equal(level.array[...], array[2, 1])
    with bdv.open_image(tmp_path / "a.xml", setup=1) as found:
        np.testing.assert_array_equal(found.levels[0].array[...], arrays[0][:, 1])
    with bdv.open_lazy(tmp_path / "a.xml") as file:
        assert sorted(file) == ["s00", "s01", "t00000", "t00001", "t00002"]
    views = bdv.list_images(tmp_path / "a.xml")
    assert [(v.setup, v.timepoint) for v in views] == list(itertools.product((0, 1), range(3)))
    assert {v.attributes["channel"] for v in views} == set(ABOUT["channels"])


def test_slices_are_numpys(tmp_path):
    (array, *_) = write(tmp_path / "a.xml", planned())
    with bdv.open_image(tmp_path / "a.xml", setup=None) as found:
        lazy = found.levels[0].array
        for selection in (
            (1, 0, 3, 4, 5),
            (slice(0, 3, 2), 1),
            (..., 3),
            (2, slice(None), slice(1, 4), slice(None, None, 3), -1),
            (slice(1, 1), slice(None)),
            0,
        ):
            np.testing.assert_array_equal(lazy[selection], array[selection])
        region = (slice(1, 3), slice(1, 2), slice(4, 7), slice(0, 8), slice(8, 17))
        room = np.empty(array[region].shape, "u2")
        np.testing.assert_array_equal(lazy.read_into(region, room), array[region])


def test_threads_share_the_views(tmp_path):
    (array, *_) = write(tmp_path / "a.xml", planned(), compression="gzip")
    todo = list(grid.iter_chunks(array.shape, BLOCK)) * 2
    with bdv.open_image(tmp_path / "a.xml", setup=None) as found, ThreadPoolExecutor(4) as pool:
        read = found.levels[0].array.read_into
        rooms = pool.map(lambda r: read(r, np.empty(array[r].shape, "u2")), todo)
        for region, room in zip(todo, rooms, strict=True):
            np.testing.assert_array_equal(room, array[region])


@pytest.mark.parametrize("dtype", [*DTYPES, ">u2", ">f4"])
def test_dtypes(tmp_path, dtype):
    image = planned("czyx", dtype, levels=1)
    (array,) = write(tmp_path / "a.xml", image)
    with bdv.open_image(tmp_path / "a.xml", setup=None) as found:
        images.check_image(found, image, [array])
    with h5py.File(tmp_path / "a.h5") as file:
        said = file["s01"].attrs.get("dataType")
        assert said == (None if "u2" in dtype or dtype == "uint16" else image.dtype.name.encode())


def test_the_places_are_those_of_bdv(tmp_path):
    """Tables are x, y, z; uint16 is stored as int16."""
    write(tmp_path / "a.xml", planned())
    with h5py.File(tmp_path / "a.h5") as file:
        expected = [[1, 1, 1], [2, 2, 1], [4, 4, 2]]
        np.testing.assert_array_equal(file["s01/resolutions"], expected)
        np.testing.assert_array_equal(file["s01/subdivisions"], [[8, 8, 4]] * 2 + [[5, 4, 4]])
        cells = file["t00002/s01/2/cells"]
        assert (cells.shape, cells.dtype, cells.chunks) == ((4, 4, 5), np.int16, (4, 4, 5))
    affine = read_sequence(tmp_path / "a.xml").affines[2, 1]
    np.testing.assert_array_equal(affine[:, :3], np.diag([2.0, 0.65, 0.325]))
    np.testing.assert_array_equal(affine[:, 3], [-3.5, 0, 0.1])


# Independent: npy2bdv


@pytest.mark.parametrize("dtype", ["uint16", "uint8", "float32"])
def test_npy2bdv_opens_it(tmp_path, dtype):
    arrays = write(tmp_path / "a.xml", planned(dtype=dtype), compression="gzip")
    editor = npy2bdv.BdvEditor(str(tmp_path / "a.xml"), mode="r")
    assert (editor.ntimes, editor.nchannels, editor.nsetups) == (3, 2, 2)
    for t, c in np.ndindex(3, 2):
        for level, array in enumerate(arrays):
            view = editor.read_view(time=t, channel=c, ilevel=level)
            assert view.dtype == dtype
            np.testing.assert_array_equal(view, array[t, c])
        affine = editor.read_affine(time=t, channel=c)
        np.testing.assert_allclose(affine[:, :3], np.diag([0.325, 0.65, 2.0]))
        np.testing.assert_allclose(affine[:, 3], [0.1, 0, -3.5])
        assert editor.get_view_property("voxel_size", channel=c) == (0.325, 0.65, 2.0)
        assert editor.get_view_property("view_shape", channel=c) == (17, 15, 7)
    editor._file_object_h5.close()


def write_by_npy2bdv(path, **options):
    options = {"dtype": "uint16", "nchannels": 2} | options
    array = images.distinct((2, 2, 8, 16, 20), options["dtype"])
    writer = npy2bdv.BdvWriter(
        str(path.with_suffix(".h5")),
        subsamp=((1, 1, 1), (1, 2, 2)),
        blockdim=((4, 8, 8), (4, 8, 4)),
        **options,
    )
    for t, c in np.ndindex(2, 2):
        place = {"channel": c} if options["nchannels"] == 2 else {"tile": c}
        writer.append_view(
            array[t, c], time=t, voxel_size_xyz=(0.5, 0.25, 3), voxel_units="um", **place
        )
    if options["nchannels"] == 2:
        writer.set_attribute_labels("channel", ("405", "488"))
    writer.write_xml()
    writer.close()
    return array


@pytest.mark.parametrize("dtype", ["uint16", "uint8", "float32"])
@pytest.mark.parametrize("compression", [None, "gzip", "lzf"])
def test_what_npy2bdv_writes_is_opened(tmp_path, dtype, compression):
    array = write_by_npy2bdv(tmp_path / "a.xml", dtype=dtype, compression=compression)
    editor = npy2bdv.BdvEditor(str(tmp_path / "a.xml"), mode="r")
    with bdv.open_image(tmp_path / "a.xml", setup=None) as found:
        assert (found.axes, found.channels) == ("tczyx", ("405", "488"))
        assert found.spacing == {"z": 3.0, "y": 0.25, "x": 0.5}
        assert set(found.units.values()) == {"micrometer"}
        assert found.levels[1].factors == (1, 1, 1, 2, 2)
        assert found.origin == {}
        np.testing.assert_array_equal(found.levels[0].array[...], array)
        for t, c in np.ndindex(2, 2):
            view = editor.read_view(time=t, channel=c, ilevel=1)
            np.testing.assert_array_equal(found.levels[1].array[t, c], view)
    editor._file_object_h5.close()


def test_tiles_are_no_channels(tmp_path):
    array = write_by_npy2bdv(tmp_path / "a.xml", nchannels=1, ntiles=2)
    with pytest.raises(ValueError, match="differ in tile; open one setup"), opened(tmp_path, None):
        pass
    with opened(tmp_path, 1) as found:
        np.testing.assert_array_equal(found.levels[0].array[...], array[:, 1])


def test_views_that_were_never_recorded(tmp_path):
    writer = npy2bdv.BdvWriter(str(tmp_path / "a.h5"), nchannels=2)
    stack = images.distinct((4, 5, 6))
    for t, c in ((0, 0), (1, 0), (1, 1)):
        writer.append_view(stack, time=t, channel=c)
    writer.write_xml()
    writer.close()
    views = [(v.setup, v.timepoint) for v in bdv.list_images(tmp_path / "a.xml")]
    assert views == [(0, 0), (0, 1), (1, 1)]
    with opened(tmp_path, 0) as found:
        assert (found.shape, found.spacing, found.units) == ((2, 4, 5, 6), {}, {})
    with (
        pytest.raises(ValueError, match=r"\(timepoint, setup\) \[\(0, 1\)\] were not recorded"),
        opened(tmp_path, 1),
    ):
        pass


def opened(folder, setup=0, timepoint=None):
    return bdv.open_image(folder / "a.xml", setup, timepoint)


def test_as_fiji_writes_it(tmp_path):
    """Packed by a filter that only HDF5 has; in new files with the name of the dtype."""
    (array,) = write(tmp_path / "a.xml", planned("zyx", levels=1))
    options = {"chunks": (4, 8, 8), "scaleoffset": 0, "compression": "gzip"}
    for dtype in ("i2", "u2"):
        with h5py.File(tmp_path / "a.h5", "r+") as file:
            del file["t00000/s00/0/cells"]
            file.create_dataset("t00000/s00/0/cells", data=array.view(dtype), **options)
            if dtype == "u2":
                file["s00"].attrs["dataType"] = "uint16"
        with opened(tmp_path) as found:
            lazy, room = found.levels[0].array, np.empty(array.shape, "u2")
            np.testing.assert_array_equal(lazy[...], array)
            lazy.read_into(tuple(map(slice, array.shape)), room)
            np.testing.assert_array_equal(room, array)


# What XML may say


@pytest.mark.parametrize(
    ("pattern", "numbers"),
    [("3", [3]), ("0-2", [0, 1, 2]), ("0-6:3, 9,12-13", [0, 3, 6, 9, 12, 13])],
)
def test_patterns_of_time_points(pattern, numbers):
    assert _pattern(pattern) == numbers


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_transformations_are_applied_from_the_last_to_the_first(tmp_path):
    write(tmp_path / "a.xml", planned("zyx", levels=1))
    first = (
        '<ViewTransform type="affine"><affine>1 0 0 10 0 1 0 20 0 0 1 30</affine></ViewTransform>'
    )
    edit(
        tmp_path / "a.xml", '<ViewTransform type="affine">', f'{first}<ViewTransform type="affine">'
    )
    with opened(tmp_path) as found:  # scaled, then moved by so many micrometres
        assert found.origin == pytest.approx({"z": 26.5, "y": 20, "x": 10.1})
    turned = first.replace("1 0 0 10", "0 -1 0 0").replace("0 1 0 20", "1 0 0 0")
    edit(tmp_path / "a.xml", first, turned)
    with opened(tmp_path) as found:
        assert (found.origin, found.spacing) == ({}, ABOUT["spacing"])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("</SpimData>", "", "is no XML that can be read"),
        ("SpimData", "OME", "is XML of a 'OME'"),
        ("bdv.hdf5", "bdv.n5", "images of format 'bdv.n5'"),
        ('type="range"', 'type="often"', "time points of type 'often'"),
        ("<last>2", "<last>-1", "there are no time points"),
        ("<last>2", "<last>3", "should hold t00003/s00/0/cells"),
        ("<last>2", "<last>two", "does not say what it should"),
        ("0.325 0.65 2.0</size>", "0.325</size>", "should be 3 numbers"),
        ("<id>0</id>", "<id>7</id>", "has no setup 0"),
        ("ViewSetup>", "Setup>", "there are no ViewSetups"),
    ],
)
def test_xml_that_is_wrong(tmp_path, old, new, words):
    write(tmp_path / "a.xml", planned("tzyx"))
    edit(tmp_path / "a.xml", old, new)
    with pytest.raises(ValueError, match=words), opened(tmp_path) as found:
        found.levels[0].array[...]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda f: f.__delitem__("t00001/s00/1/cells"), "should hold t00001/s00/1/cells"),
        (lambda f: f.__delitem__("s00/resolutions"), "no table s00/resolutions"),
        (lambda f: f["s00"].attrs.__setitem__("dataType", "float32"), "'float32', but .* int16"),
        (lambda f: _replace(f, "t00001/s00/1/cells", np.zeros((2, 2, 2), "i2")), r"of \(2, 2, 2\)"),
    ],
)
def test_hdf5_that_is_wrong(tmp_path, spoil, words):
    write(tmp_path / "a.xml", planned("tzyx"))
    with h5py.File(tmp_path / "a.h5", "r+") as file:
        spoil(file)
    with pytest.raises(ValueError, match=words), opened(tmp_path) as found:
        [level.array[...] for level in found.levels]


def _replace(file, name, data):
    del file[name]
    file[name] = data


def test_files_that_are_not_there_or_cut(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no file at .*a\.xml"):
        bdv.list_images(tmp_path / "a.xml")
    write(tmp_path / "a.xml", planned())
    data = (tmp_path / "a.h5").read_bytes()
    (tmp_path / "a.h5").write_bytes(data[: len(data) // 2])
    with pytest.raises(ValueError, match=r"a\.h5 is damaged: .*truncated"), opened(tmp_path):
        pass
    (tmp_path / "a.h5").unlink()
    with pytest.raises(FileNotFoundError, match=r"no file at .*a\.h5"), opened(tmp_path):
        pass


# What cannot be written


@pytest.mark.parametrize(
    ("image", "options", "words"),
    [
        (planned(dtype="bool"), {}, "BigDataViewer has no bool; it has uint8"),
        (planned(dtype="float16"), {}, "BigDataViewer has no float16"),
        (planned(dtype="complex64"), {}, "BigDataViewer has no complex64"),
        (planned(), {"compression": "lzf"}, "cannot unpack 'lzf'; give None or 'gzip'"),
        (planned(name="\x00"), {}, "a name has characters that XML has not"),
    ],
)
def test_what_bdv_has_not(tmp_path, image, options, words):
    with pytest.raises(ValueError, match=words):
        write(tmp_path / "a.xml", image, **options)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("shapes", "factors", "axes", "words"),
    [
        ([(4, 5, 6)], [(1, 1, 1)], "yxz", "axes 'yxz' should be letters of 'tczyx' in this order"),
        ([(4, 5, 6)], [(1, 1, 1)], "", "axes '' should be"),
        ([(4, 5)], [(1, 1)], "zx", "axes 'zx' should be"),
        ([(0, 5, 6)], [(1, 1, 1)], "zyx", "has no voxels"),
        ([(4, 5, 6), (4, 3, 4)], [(1, 1, 1), (1, 1.7, 1.5)], "zyx", r"spans 1\.7 voxels along y"),
        ([(4, 5, 6), (2, 5, 6)], [(1, 1, 1), (2, 1, 1)], "tyx", "spans 2 voxels along t"),
    ],
)
def test_axes_and_factors_that_bdv_has_not(tmp_path, shapes, factors, axes, words):
    arrays = [Planned(shape, np.dtype("u2")) for shape in shapes]
    image = Image(tuple(map(Level, arrays, factors)), axes=axes)
    with (
        pytest.raises(ValueError, match=words),
        bdv.creating(tmp_path / "a.xml", image, blocks=[(2,) * len(shapes[0])] * len(shapes)),
    ):
        pass
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"spacing": {"t": 2.0, "z": 1, "y": 1, "x": 1}}, ["the time step"]),
        ({"spacing": {"y": 1.0, "x": 1.0}}, ["that the spacing of axis z is not known"]),
        ({"units": {"z": "second", "y": "micrometer"}}, ["the units of the spacing, which differ"]),
        ({"labels": True}, ["that the numbers are labels"]),
        ({"units": {}}, []),
        ({"channels": ("DAPI", "1")}, ["a channel's name that is only its number"]),
    ],
)
def test_losses_are_named(about, words):
    found = bdv.lost(planned(**about))
    assert len(found) == len(words)
    assert all(have.startswith(want) for have, want in zip(found, words, strict=True))


def test_units_that_differ_become_one(tmp_path):
    units = {"z": "micrometer", "y": "nanometer", "x": "nanometer"}
    image = planned(
        "zyx", spacing={"z": 2.0, "y": 500.0, "x": 250.0}, units=units, origin={"z": 3.0}
    )
    write(tmp_path / "a.xml", image)
    assert bdv.lost(image) == []
    with opened(tmp_path) as found:
        assert found.spacing == pytest.approx({"z": 2000.0, "y": 500.0, "x": 250.0})
        assert set(found.units.values()) == {"nanometer"}
        assert found.origin == pytest.approx({"z": 3000.0})


def test_a_spacing_without_a_unit(tmp_path):
    image = planned("zyx", units={}, spacing={"z": 2.0, "y": 1.0, "x": 1.0})
    write(tmp_path / "a.xml", image)
    with opened(tmp_path) as found:
        assert (found.spacing, found.units) == (image.spacing, {})


# Targets


def write_one_block(path, fail, **options):
    with bdv.creating(path, planned(), blocks=[BLOCK] * 3, **options) as sinks:
        sinks[0].write((0, 0, 0, 0, 0), images.distinct((1, 1, 4, 8, 8)))
        if fail:
            raise OSError("the microscope went away")


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize(("fail", "words"), [(True, "went away"), (False, "1 of the 12 blocks of")])
def test_nothing_half_made_gets_the_name(tmp_path, there, fail, words):
    old = write(tmp_path / "a.xml", planned("zyx")) if there else None
    with pytest.raises((OSError, ValueError), match=words):
        write_one_block(tmp_path / "a.xml", fail, overwrite=True)
    assert sorted(os.listdir(tmp_path)) == (["a.h5", "a.xml"] if there else [])
    if there:
        with opened(tmp_path) as found:
            np.testing.assert_array_equal(found.levels[0].array[...], old[0])


def test_an_existing_target(tmp_path):
    path = tmp_path / "a.xml"
    write(path, planned("zyx"))
    with pytest.raises(FileExistsError, match=r"a\.xml exists; delete it"):
        write(path, planned())
    arrays = write(path, planned(), overwrite=True)
    with opened(tmp_path, None) as found:
        np.testing.assert_array_equal(found.levels[0].array[...], arrays[0])
    path.unlink()
    with pytest.raises(FileExistsError, match=r"a\.h5 exists; delete it"):
        write(path, planned())
    (tmp_path / "a.h5").write_text("precious")
    with pytest.raises(FileExistsError, match=r"a\.h5 exists and is not BigDataViewer's"):
        write(path, planned(), overwrite=True)
    path.write_text("<precious/>")
    with pytest.raises(FileExistsError, match=r"a\.xml exists and is not BigDataViewer's"):
        write(path, planned(), overwrite=True)
    assert (tmp_path / "a.h5").read_text() == "precious"


def test_the_name_ends_in_xml(tmp_path):
    with pytest.raises(ValueError, match=r"a\.h5 should end in \.xml"):
        write(tmp_path / "a.h5", planned())
    assert not list(tmp_path.iterdir())


def test_too_little_room_is_said_first(tmp_path):
    levels = (Level(Planned((2**15,) * 3, np.dtype("u2")), (1.0,) * 3),)
    with (
        pytest.raises(OSError, match="are needed"),
        bdv.creating(tmp_path / "a.xml", Image(levels, axes="zyx"), blocks=[(2**9,) * 3]),
    ):
        pass
    assert not list(tmp_path.iterdir())
