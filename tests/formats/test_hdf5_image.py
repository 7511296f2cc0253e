"""Images in HDF5: everything comes back, other programs' conventions are understood."""

import json
import os
import signal
import subprocess
import sys

import h5py
import hdf5plugin
import numpy as np
import pytest
import tables

import images
from outofcore.formats import hdf5_image

ABOUT = {
    "axes": "czyx",
    "spacing": {"z": 2.0, "y": 0.5, "x": 0.25},
    "units": {"z": "micrometer", "y": "micrometer", "x": "micrometer"},
    "origin": {"z": -3.5},
    "channels": ("DAPI", "GFP µ"),
    "name": "two cells",
}
SHAPES = ((2, 7, 15, 17), (2, 7, 8, 9), (2, 4, 4, 5))
FACTORS = ((1.0,) * 4, (1.0, 1.0, 2.0, 2.0), (1.0, 2.0, 4.0, 4.0))
BLOCK = (1, 4, 8, 8)


def planned(shapes=SHAPES, dtype="uint16", factors=FACTORS, about=ABOUT):
    return images.planned(shapes, factors, dtype, **about)


def write(path, image, blocks=None, threads=3, **options):
    blocks = blocks or [BLOCK] * len(image.levels)
    return images.write_image(hdf5_image, path, image, blocks, threads=threads, **options)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"compression": "gzip", "compression_opts": 1, "shuffle": True},
        {"compression": "lzf"},
        {"fletcher32": True},
        {"compression": hdf5plugin.Blosc()},
        {"name": "group/deeper/cells"},
    ],
    ids=["plain", "gzip", "lzf", "checksums", "blosc", "in a group"],
)
def test_everything_comes_back(tmp_path, options):
    path, image = tmp_path / "a.h5", planned()
    arrays = write(path, image, **options)
    with hdf5_image.open_image(path) as found:
        images.check_image(found, image, arrays, **ABOUT)
        for level, array in zip(found.levels, arrays, strict=True):
            assert level.array.chunks == tuple(map(min, BLOCK, array.shape))
    assert hdf5_image.lost(image, **options) == []
    assert os.listdir(tmp_path) == ["a.h5"]


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int32", "float32", ">u2", "complex128"])
def test_dtypes(tmp_path, dtype):
    image = planned(SHAPES[:1], dtype, FACTORS[:1])
    (array,) = write(tmp_path / "a.h5", image)
    with hdf5_image.open_image(tmp_path / "a.h5", "image") as found:
        assert found.dtype == np.dtype(dtype).newbyteorder("=")
        np.testing.assert_array_equal(found.levels[0].array[...], array)


def test_labels_without_axes_and_time(tmp_path):
    for about in (
        {"labels": True},
        {"axes": "tyx", "spacing": {"t": 1.5}, "units": {"t": "second"}},
        {"axes": "zyx", "spacing": {"x": 0.5}},
    ):
        image = planned(((4, 5, 6),), factors=((1, 1, 1),), about=about)
        write(tmp_path / "a.h5", image, [(2, 2, 2)], overwrite=True)
        with hdf5_image.open_image(tmp_path / "a.h5") as found:
            assert found.labels == image.labels
            assert (found.axes, found.spacing, found.units) == (
                image.axes,
                image.spacing,
                image.units,
            )


def test_h5py_and_pytables_read_it(tmp_path):
    path = tmp_path / "a.h5"
    arrays = write(path, planned(), compression="gzip")
    names = ["image", "image_1", "image_2"]
    with h5py.File(path) as file:
        assert sorted(file) == names
        for name, array in zip(names, arrays, strict=True):
            np.testing.assert_array_equal(file[name], array)
            assert [d.label for d in file[name].dims] == list("czyx")
        assert list(file["image"].attrs["element_size_um"]) == [2.0, 0.5, 0.25]
        assert list(file["image_2"].attrs["element_size_um"]) == [4.0, 2.0, 1.0]
    with tables.open_file(path) as file:
        for name, array in zip(names, arrays, strict=True):
            np.testing.assert_array_equal(file.get_node("/", name)[:], array)
        assert json.loads(file.root.image.attrs.image)["channels"] == ["DAPI", "GFP µ"]


def test_sizes_in_another_unit_are_written_in_micrometres(tmp_path):
    about = {"axes": "yx", "spacing": {"y": 500.0, "x": 250.0}} | {
        "units": {"y": "nanometer", "x": "nanometer"}
    }
    write(tmp_path / "a.h5", planned(((4, 5),), factors=((1, 1),), about=about), [(2, 2)])
    with h5py.File(tmp_path / "a.h5") as file:
        assert list(file["image"].attrs["element_size_um"]) == [1.0, 0.5, 0.25]
    with hdf5_image.open_image(tmp_path / "a.h5") as found:
        assert (found.spacing, found.units) == (about["spacing"], about["units"])


# What other programs write


def foreign(path, shape, **attributes):
    with h5py.File(path, "w") as file:
        dataset = file.create_dataset("exported_data", data=images.distinct(shape), chunks=True)
        dataset.attrs.update(attributes)
    return path


def axistags(letters):
    return json.dumps({"axes": [{"key": key, "typeFlags": 2, "resolution": 0} for key in letters]})


@pytest.mark.parametrize(
    ("shape", "attributes", "axes", "spacing"),
    [
        ((3, 4, 5, 2), {"axistags": axistags("zyxc")}, "zyxc", {}),  # ilastik
        (  # ilastik, of a file that ImageJ wrote
            (3, 4, 5),
            {"axistags": axistags("zyx"), "element_size_um": [3.0, 0.5, 0.25]},
            "zyx",
            {"z": 3.0, "y": 0.5, "x": 0.25},
        ),
        ((3, 4, 5), {"element_size_um": [3.0, 0.5, 0.25]}, "zyx", {"z": 3, "y": 0.5, "x": 0.25}),
        ((4, 5), {"element_size_um": np.float32([1, 0.5, 0.25])}, "yx", {"y": 0.5, "x": 0.25}),
        ((3, 4, 5), {"DIMENSION_LABELS": np.array([b"t", b"y", b"x"])}, "tyx", {}),  # fixed length
        ((3, 4), {"DIMENSION_LABELS": ["time", "Channel"]}, "tc", {}),
        ((3, 4), {"DIMENSION_LABELS": ["y", ""]}, "", {}),  # half of it says nothing
        ((3, 4, 5), {"axistags": axistags("zy")}, "", {}),  # nonsense: too few
        ((3, 4, 5), {"axistags": "{"}, "", {}),  # nonsense: no JSON
        ((3, 4, 5, 6), {"element_size_um": [1.0, 1.0, 1.0]}, "", {}),  # which axis is the fourth?
        ((3, 4, 5), {"element_size_um": [0.0, 1.0, 1.0]}, "", {}),  # nonsense: no size
        ((3, 4, 5), {"element_size_um": "0.5"}, "", {}),  # nonsense: one number for three
        ((3, 4, 5), {"image": 3}, "", {}),  # their own attribute of this name
    ],
)
def test_conventions_in_the_field(tmp_path, shape, attributes, axes, spacing):
    path = foreign(tmp_path / "a.h5", shape, **attributes)
    with hdf5_image.open_image(path) as found:
        assert (found.axes, found.spacing) == (axes, spacing)
        assert found.units == dict.fromkeys(spacing, "micrometer")
        np.testing.assert_array_equal(found.levels[0].array[...], images.distinct(shape))


def test_dimension_scales_give_steps_and_units(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        dataset = file.create_dataset("a", data=images.distinct((4, 5, 6)))
        values = {
            "t": (np.arange(4) * 0.5 + 2, "s"),
            "y": (np.arange(5) * 0.25, "µm"),
            "x": ([0, 1, 2, 4, 8, 16], "µm"),  # no steps of one size
        }
        for place, (axis, (steps, unit)) in enumerate(values.items()):
            scale = file.create_dataset(axis, data=steps)
            scale.make_scale(axis)
            scale.attrs["units"] = unit
            dataset.dims[place].label = axis
            dataset.dims[place].attach_scale(scale)
    with hdf5_image.open_image(tmp_path / "a.h5", "a") as found:
        assert (found.axes, found.spacing) == ("tyx", {"t": 0.5, "y": 0.25})
        assert found.units == {"t": "second", "y": "micrometer"}
        assert found.origin == {"t": 2.0, "y": 0.0}


# What cannot be


def test_images_are_listed_without_their_copies(tmp_path):
    write(tmp_path / "a.h5", planned(), name="group/cells")
    with h5py.File(tmp_path / "a.h5", "r+") as file:
        file["other"] = images.distinct((3, 4))
        file["table"] = np.zeros(3, "u2,f4")
        file["line"] = np.zeros(3)
    assert hdf5_image.list_images(tmp_path / "a.h5") == ["group/cells", "other"]
    with (
        pytest.raises(ValueError, match=r"has 2 images \(group/cells, other\); say which"),
        hdf5_image.open_image(tmp_path / "a.h5"),
    ):
        pass


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda f: f.__delitem__("image_1"), "should hold image_1"),
        (lambda f: f["image"].attrs.__setitem__("image", '{"levels": ['), "'image' of /image is"),
        (lambda f: f["image"].attrs.__setitem__("image", "{}"), "'image' of /image is damaged"),
        (lambda f: _change(f, axes="zyx"), "says about itself is wrong: axes 'zyx' name 3 axes"),
        (lambda f: _change(f, factors=[[1, 1, 1, 1]]), "says about itself is wrong"),
        (lambda f: _change(f, spacing={"z": "wide"}), "says about itself is wrong"),
    ],
)
def test_metadata_that_are_wrong(tmp_path, spoil, words):
    path = tmp_path / "a.h5"
    write(path, planned())
    with h5py.File(path, "r+") as file:
        spoil(file)
    with pytest.raises(ValueError, match=words), hdf5_image.open_image(path, "image"):
        pass


def _change(file, **own):
    text = json.dumps(json.loads(file["image"].attrs["image"]) | own)
    file["image"].attrs["image"] = text


def test_a_header_that_is_damaged(tmp_path):
    """h5py says RuntimeError for some of it; the caller hears of the file."""
    path = foreign(tmp_path / "a.h5", (4, 5), element_size_um=[1.0, 2.0, 3.0])
    data = bytearray(path.read_bytes())
    at = data.index(b"element_size_um") + 16
    outcomes = set()
    for offset in range(24):
        for bit in range(8):
            data[at + offset] ^= 1 << bit
            path.write_bytes(data)
            data[at + offset] ^= 1 << bit
            try:
                with hdf5_image.open_image(path, "exported_data") as found:
                    outcomes.add(found.shape)
            except ValueError as error:
                outcomes.add("a.h5" in str(error))
    assert outcomes == {(4, 5), True}


def test_files_that_are_wrong(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no file at .*b\.h5"):
        hdf5_image.list_images(tmp_path / "b.h5")
    path = tmp_path / "a.h5"
    write(path, planned())
    with (
        pytest.raises(KeyError, match=r"no data set 'cells'; there are image|no data set 'cells'"),
        hdf5_image.open_image(path, "cells"),
    ):
        pass
    with h5py.File(path, "r+") as file:
        file["words"] = "none of these are voxels"
    with (
        pytest.raises(ValueError, match="which are no voxels"),
        hdf5_image.open_image(path, "words"),
    ):
        pass
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(ValueError, match=r"a\.h5 is damaged: .*truncated"):
        hdf5_image.list_images(path)


def write_one_block(path, fail, **options):
    with hdf5_image.creating(path, planned(), blocks=[BLOCK] * 3, **options) as sinks:
        sinks[0].write((0, 0, 0, 0), images.distinct((1, 4, 8, 8)))
        if fail:
            raise OSError("the microscope went away")


@pytest.mark.parametrize("compression", [None, "gzip"])
@pytest.mark.parametrize(
    ("fail", "words"), [(True, "went away"), (False, "1 of the 24 blocks of /image were written")]
)
def test_nothing_half_made_gets_the_name(tmp_path, fail, words, compression):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["precious"] = 3
    with pytest.raises((OSError, ValueError), match=words):
        write_one_block(tmp_path / "a.h5", fail, compression=compression, overwrite=True)
    assert os.listdir(tmp_path) == ["a.h5"]
    with h5py.File(tmp_path / "a.h5") as file:
        assert file["precious"][()] == 3


KILLED = """
import os, resource, signal, sys
import numpy as np
from outofcore.formats import hdf5_image
from outofcore.formats.image import Planned, make_image

if sys.argv[2] == "full":  # no file may grow longer than this, until somebody makes room
    def limit(nbytes, ftruncate=os.ftruncate):
        resource.setrlimit(resource.RLIMIT_FSIZE, (nbytes, resource.RLIM_INFINITY))
        return ftruncate

    os.ftruncate = lambda handle, length: limit(resource.RLIM_INFINITY)(handle, length)
    limit(100_000)
image = make_image(Planned((64, 64, 64), np.dtype("u2")))
compression = None if sys.argv[3] == "None" else sys.argv[3]
try:
    with hdf5_image.creating(
        sys.argv[1], image, blocks=[(8, 64, 64)], compression=compression
    ) as (sink,):
        for z in range(8):
            if sys.argv[2] == "kill" and z == 4:
                os.kill(os.getpid(), signal.SIGKILL)
            noise = np.random.default_rng(z).integers(0, 2**16, (8, 64, 64), dtype="u2")
            sink.write((z, 0, 0), noise)
except OSError as error:
    print("OSError:", error)
"""


def run_apart(path, how, compression):
    words = [sys.executable, "-c", KILLED, str(path), how, str(compression)]
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("compression", [None, "gzip"])
def test_a_run_that_is_killed_leaves_no_file_of_this_name(tmp_path, compression):
    assert run_apart(tmp_path / "a.h5", "kill", compression).returncode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    assert left.name.startswith(".a.")
    assert left.name.endswith(".part.h5")
    write(tmp_path / "a.h5", planned())  # begins anew


@pytest.mark.parametrize("compression", [None, "gzip", "lzf"])
def test_a_disk_that_gets_full(tmp_path, compression):
    done = run_apart(tmp_path / "a.h5", "full", compression)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("OSError: ")
    assert not list(tmp_path.iterdir())


def test_an_existing_target(tmp_path):
    path = tmp_path / "a.h5"
    write(path, planned())
    with pytest.raises(FileExistsError, match=r"a\.h5 exists; delete it"):
        write(path, planned())
    write(path, planned(), overwrite=True)
    path.write_text("precious")
    with pytest.raises(FileExistsError, match=r"a\.h5 exists and is no HDF5 file"):
        write(path, planned(), overwrite=True)
    assert path.read_text() == "precious"


@pytest.mark.parametrize(
    ("shape", "dtype", "block", "words"),
    [
        ((4, 5), "U3", (2, 2), "<U3 is no kind of number"),
        ((4, 5), "datetime64[s]", (2, 2), "is no kind of number"),
        ((2**20, 2**20), "u2", (2**16, 2**16), r"has 8\.0 GiB; a chunk of HDF5 has at most"),
        ((4, 5), "u2", (2, 2, 2), "3 axes but shape"),
    ],
)
def test_what_hdf5_cannot_hold(tmp_path, shape, dtype, block, words):
    image = planned((shape,), dtype, ((1.0, 1.0),), {})
    with (
        pytest.raises(ValueError, match=words),
        hdf5_image.creating(tmp_path / "a.h5", image, blocks=[block]),
    ):
        pass
    assert not list(tmp_path.iterdir())


def test_one_block_shape_for_each_level(tmp_path):
    with (
        pytest.raises(ValueError, match="2 block shapes for 3 levels"),
        hdf5_image.creating(tmp_path / "a.h5", planned(), blocks=[BLOCK] * 2),
    ):
        pass


def test_too_little_room_is_said_first(tmp_path):
    image = planned(((2**30, 2**30),), "u2", ((1.0, 1.0),), {})
    with (
        pytest.raises(OSError, match="are needed"),
        hdf5_image.creating(tmp_path / "a.h5", image, blocks=[(2**10, 2**10)]),
    ):
        pass
    assert not list(tmp_path.iterdir())


# Virtual data sets


def parts(folder, shapes, dtype="u2", about=ABOUT):
    folder.mkdir()
    sources = []
    for number, shape in enumerate(shapes):
        own = about | {"channels": ()}
        write(folder / f"{number}.h5", planned((shape,), dtype, FACTORS[:1], own))
        sources.append((folder / f"{number}.h5", "image"))
    return sources


def test_files_are_stacked(tmp_path, monkeypatch):
    sources = parts(tmp_path / "parts", [SHAPES[0]] * 3)
    hdf5_image.virtual(tmp_path / "all.h5", sources, new_axis="t")
    assert (tmp_path / "all.h5").stat().st_size < 20_000  # no voxel was copied
    monkeypatch.chdir("/")  # relative to the file, not to where we are
    with hdf5_image.open_image(tmp_path / "all.h5") as found:
        assert (found.axes, found.shape) == ("tczyx", (3, *SHAPES[0]))
        assert found.spacing == ABOUT["spacing"]
        expected = np.stack([images.distinct(SHAPES[0])] * 3)
        np.testing.assert_array_equal(found.levels[0].array[...], expected)
        room = np.empty((1, 1, 4, 8, 8), "u2")
        region = tuple(slice(0, n) for n in room.shape)
        np.testing.assert_array_equal(
            found.levels[0].array.read_into(region, room), expected[region]
        )


def test_files_are_joined_along_an_axis(tmp_path):
    shapes = [(2, 7, 15, 17), (2, 7, 3, 17)]
    hdf5_image.virtual(tmp_path / "all.h5", parts(tmp_path / "parts", shapes), axis=2)
    with hdf5_image.open_image(tmp_path / "all.h5") as found:
        expected = np.concatenate([images.distinct(shape) for shape in shapes], axis=2)
        np.testing.assert_array_equal(found.levels[0].array[...], expected)


@pytest.mark.parametrize(
    ("shapes", "dtypes", "axis"),
    [
        ([(2, 7, 15, 17), (2, 7, 15, 16)], "u2 u2", None),
        ([(2, 7, 15, 17), (2, 7, 15, 17)], "u2 i2", None),
        ([(2, 7, 15, 17), (2, 6, 9, 17)], "u2 u2", 2),
    ],
)
def test_parts_that_do_not_fit(tmp_path, shapes, dtypes, axis):
    sources = []
    for shape, dtype in zip(shapes, dtypes.split(), strict=True):
        folder = tmp_path / f"{len(sources)}"
        sources += parts(folder, [shape], dtype)
    with pytest.raises(ValueError, match=r"0\.h5 is u?int16 of .*, which does not fit uint16 of"):
        hdf5_image.virtual(tmp_path / "all.h5", sources, axis=axis)
    assert not (tmp_path / "all.h5").exists()


def test_a_part_that_has_gone(tmp_path):
    """HDF5 itself would show zeros."""
    sources = parts(tmp_path / "parts", [SHAPES[0]] * 2)
    hdf5_image.virtual(tmp_path / "all.h5", sources)
    with h5py.File(sources[0][0], "w") as file:
        file["other"] = 1
    with (
        pytest.raises(FileNotFoundError, match=r"from image in .*0\.h5, which has no such"),
        hdf5_image.open_image(tmp_path / "all.h5"),
    ):
        pass
    sources[0][0].unlink()
    with (
        pytest.raises(FileNotFoundError, match=r"takes values from .*0\.h5, which is not there"),
        hdf5_image.open_image(tmp_path / "all.h5"),
    ):
        pass
