"""Images in PyTables: h5py's module opens them and the reverse; arrays and tables that grow."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import h5py
import hdf5plugin
import numpy as np
import pytest
import tables

import images
from outofcore import grid
from outofcore.formats import hdf5_image, pytables, pytables_image
from outofcore.formats._pytables_nodes import NodeInfo
from outofcore.formats.image import Image, Level, Planned

ABOUT = {
    "axes": "czyx",
    "spacing": {"z": 2.0, "y": 0.5, "x": 0.25},
    "units": {"z": "micrometer", "y": "micrometer", "x": "micrometer"},
    "origin": {"z": -3.5},
    "channels": ("DAPI", "GFP µ"),
    "name": "two cells",
}
SHAPES = ((2, 7, 15, 17), (2, 7, 8, 9))
FACTORS = ((1.0,) * 4, (1.0, 1.0, 2.0, 2.0))
BLOCK = (1, 4, 8, 8)


def planned(dtype="uint16"):
    return images.planned(SHAPES, FACTORS, dtype, **ABOUT)


def write(path, image, module=pytables_image, **options):
    return images.write_image(module, path, image, [BLOCK] * 2, **options)


def check_image(module, path, arrays):
    with module.open_image(path) as found:
        images.check_image(found, planned(), arrays, **ABOUT)
        for level, array in zip(found.levels, arrays, strict=True):
            assert level.array.chunks == BLOCK
            np.testing.assert_array_equal(level.array[1, 2:5, ::3], array[1, 2:5, ::3])


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"compression": "zlib", "level": 1},
        {"compression": "blosc:lz4", "shuffle": False},
        {"compression": "blosc2:zstd"},
    ],
    ids=["plain", "zlib", "blosc", "blosc2"],
)
def test_both_modules_open_it(tmp_path, options):
    arrays = write(tmp_path / "a.h5", planned(), **options)
    check_image(pytables_image, tmp_path / "a.h5", arrays)
    check_image(hdf5_image, tmp_path / "a.h5", arrays)
    assert pytables_image.lost(planned(), **options) == []
    assert os.listdir(tmp_path) == ["a.h5"]


@pytest.mark.parametrize("options", [{}, {"compression": "gzip", "shuffle": True}])
def test_what_h5py_writes_is_opened(tmp_path, options):
    arrays = write(tmp_path / "a.h5", planned(), hdf5_image, **options)
    check_image(pytables_image, tmp_path / "a.h5", arrays)


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int64", ">u2", "float16", "float32"])
@pytest.mark.parametrize("module", [hdf5_image, pytables_image])
def test_dtypes(tmp_path, module, dtype):
    arrays = write(tmp_path / "a.h5", planned(dtype), module)
    check_image(pytables_image, tmp_path / "a.h5", arrays)


def test_h5py_and_pytables_read_it(tmp_path):
    arrays = write(tmp_path / "a.h5", planned(), name="cells", compression="zlib")
    with h5py.File(tmp_path / "a.h5") as file:
        np.testing.assert_array_equal(file["cells_1"], arrays[1])
        assert list(file["cells_1"].attrs["element_size_um"]) == [2.0, 1.0, 0.5]
    with tables.open_file(tmp_path / "a.h5") as file:
        np.testing.assert_array_equal(file.root.cells[:], arrays[0])
        assert (type(file.root.cells), file.root.cells.chunkshape) == (tables.CArray, BLOCK)


def test_threads_take_turns(tmp_path):
    (array, _) = write(tmp_path / "a.h5", planned(), compression="zlib")
    regions = list(grid.iter_chunks(array.shape, BLOCK)) * 3
    with pytables_image.open_image(tmp_path / "a.h5") as found, ThreadPoolExecutor(4) as pool:
        for region, block in zip(
            regions, pool.map(found.levels[0].array.__getitem__, regions), strict=True
        ):
            np.testing.assert_array_equal(block, array[region])


def test_an_axis_label_that_is_empty(tmp_path):
    """PyTables would end the process here."""
    with h5py.File(tmp_path / "a.h5", "w") as file:
        dataset = file.create_dataset("a", data=images.distinct((4, 5)))
        dataset.dims[0].label = "y"
    words = r"PyTables cannot open a in .*a\.h5: its attribute DIMENSION_LABELS has an empty text"
    with pytest.raises(ValueError, match=words), pytables_image.open_image(tmp_path / "a.h5"):
        pass
    with pytest.raises(ValueError, match=words):
        pytables.list_nodes(tmp_path / "a.h5")
    with h5py.File(tmp_path / "a.h5", "r+") as file:
        file["a"].dims[1].label = "x"
    with pytables_image.open_image(tmp_path / "a.h5") as found:
        assert found.axes == "yx"
        np.testing.assert_array_equal(found.levels[0].array[...], images.distinct((4, 5)))


def test_a_chunk_that_cannot_be_read(tmp_path):
    write(tmp_path / "a.h5", planned(), compression="zlib")
    with h5py.File(tmp_path / "a.h5") as file:
        at = file["image"].id.get_chunk_info(0).byte_offset
    data = bytearray((tmp_path / "a.h5").read_bytes())
    data[at + 2] ^= 0xFF
    (tmp_path / "a.h5").write_bytes(data)
    write(tmp_path / "b.h5", planned(), hdf5_image, compression=hdf5plugin.Zstd())  # unknown to it
    for name in ("a.h5", "b.h5"):
        with (
            pytest.raises(ValueError, match=rf"/image in .*{name} cannot be read by PyTables: "),
            pytables_image.open_image(tmp_path / name) as found,
        ):
            found.levels[0].array[...]


def write_one_block(path, fail, **options):
    with pytables_image.creating(path, planned(), blocks=[BLOCK] * 2, **options) as sinks:
        sinks[0].write((0, 0, 0, 0), images.distinct(BLOCK))
        if fail:
            raise OSError("the microscope went away")


@pytest.mark.parametrize(
    ("fail", "words"), [(True, "went away"), (False, "1 of the 24 blocks of /image were written")]
)
def test_nothing_half_made_gets_the_name(tmp_path, fail, words):
    with pytest.raises((OSError, ValueError), match=words):
        write_one_block(tmp_path / "a.h5", fail)
    assert not list(tmp_path.iterdir())


def test_what_pytables_has_not(tmp_path):
    path = tmp_path / "a.h5"
    for options, words in (
        ({"compression": "snappy"}, "PyTables has no compression 'snappy'"),
        ({"compression": "zlib", "level": 12}, "level must be between 0 and 9"),
        ({"compression": "blosc:nothing"}, "PyTables has no compression 'blosc:nothing'"),
    ):
        with pytest.raises(ValueError, match=words):
            write(path, planned(), **options)
    empty = Image((Level(Planned((0, 4), np.dtype("u2")), (1.0, 1.0)),))
    with (
        pytest.raises(ValueError, match=r"an image of \(0, 4\) has no voxels"),
        pytables_image.creating(path, empty, blocks=[(2, 2)]),
    ):
        pass
    channels = tuple(f"{number:080}" for number in range(1000))
    long = Image((Level(Planned((1000, 4), np.dtype("u2")), (1.0, 1.0)),), "cx", channels=channels)
    with (
        pytest.raises(ValueError, match="the names of 1000 channels are longer than"),
        pytables_image.creating(path, long, blocks=[(2, 2)]),
    ):
        pass
    path.write_text("precious")
    with pytest.raises(FileExistsError, match=r"a\.h5 exists; delete it"):
        write(path, planned())
    with pytest.raises(FileExistsError, match=r"a\.h5 exists and is no HDF5 file"):
        write(path, planned(), overwrite=True)
    assert path.read_text() == "precious"


FULL = """
import resource, sys
import numpy as np
from outofcore.formats import pytables, pytables_image
from outofcore.formats.image import Planned, make_image

path, what = sys.argv[1:]
noise = np.random.default_rng(3).integers(0, 2**16, (64, 64, 64), dtype="u2")
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    if what == "append":
        pytables.append_array(path, "a", [noise], chunks=(8, 64, 64), compression="zlib")
    elif what == "write":
        pytables.write_array(path, {"a": noise}, chunks=(8, 64, 64))
    else:
        image = make_image(Planned(noise.shape, noise.dtype))
        with pytables_image.creating(path, image, blocks=[(8, 64, 64)]) as (sink,):
            for z in range(8):
                sink.write((z, 0, 0), noise[8 * z : 8 * z + 8])
except OSError as error:
    print("OSError:", error)
"""


@pytest.mark.parametrize("what", ["image", "write", "append"])
def test_a_disk_that_gets_full(tmp_path, what):
    """PyTables itself would say nothing of it, and the file would lack its last chunks."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "a.h5"), what],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert re.match("OSError: .*(File too large|did not get onto the disk whole)", done.stdout)
    assert not list(tmp_path.iterdir())


# What grows


def test_an_array_grows(tmp_path):
    path, array = tmp_path / "a.h5", images.distinct((11, 4, 3))
    options = {"chunks": (2, 4, 2), "compression": "zlib"}
    assert pytables.append_array(path, "group/a", [array[:3], array[3:4]], **options) == 4
    assert pytables.append_array(path, "group/a", (array[i : i + 1] for i in range(4, 11))) == 11
    with h5py.File(path) as file:
        np.testing.assert_array_equal(file["group/a"], array)
        assert file["group/a"].maxshape == (None, 4, 3)
    (info,) = pytables.list_nodes(path)
    assert info == NodeInfo(
        "group/a", "EArray", (11, 4, 3), np.dtype("u2"), 11, (2, 4, 2), "zlib 5, shuffle"
    )


def test_a_table_grows(tmp_path):
    path, rows = tmp_path / "a.h5", np.zeros(7, [("label", "u4"), ("area", "f4")])
    rows["label"], rows["area"] = np.arange(7), np.arange(7) / 3
    assert pytables.append_rows(path, "cells", [rows[:2], rows[2:5]]) == 5
    assert pytables.append_rows(path, "cells", [rows[5:]]) == 7
    with tables.open_file(path) as file:
        np.testing.assert_array_equal(file.root.cells[:], rows)
        np.testing.assert_array_equal(file.root.cells.read_where("area > 1.5")["label"], [5, 6])
    (info,) = pytables.list_nodes(path)
    assert (info.kind, info.dtype, info.rows) == ("Table", rows.dtype, 7)


def test_ragged_rows_grow(tmp_path):
    path, rows = tmp_path / "a.h5", [[1.5, 2], [], [3, 4, 5]]
    assert pytables.append_ragged(path, "spikes", rows, dtype="f4", compression="zlib") == 3
    assert pytables.append_ragged(path, "spikes", [[6]], dtype="f4") == 4
    with tables.open_file(path) as file:
        assert [list(row) for row in file.root.spikes] == [*rows, [6]]
    (info,) = pytables.list_nodes(path)
    assert (info.kind, info.dtype, info.rows) == ("VLArray", np.dtype("f4"), 4)


def test_what_does_not_fit_changes_nothing(tmp_path):
    path, array = tmp_path / "a.h5", images.distinct((4, 3))
    pytables.append_array(path, "a", [array])
    pytables.append_rows(path, "t", [np.zeros(2, [("x", "u2")])])
    pytables.append_ragged(path, "v", [[1]], dtype="f4")
    for call, words in (
        (lambda: pytables.append_array(path, "a", [array, array[:, :2]]), r"and \(4, 2\) does not"),
        (lambda: pytables.append_array(path, "a", [array.astype("f4")]), "block of float32 and"),
        (
            lambda: pytables.append_array(path, "b", [array, array[0]]),
            r"block of .* and \(3,\) does",
        ),
        (
            lambda: pytables.append_array(path, "b", [np.uint16(3)]),
            r"block of .* and \(\) does not",
        ),
        (lambda: pytables.append_array(path, "t", [array]), "'t' in .* is of kind Table; EArray"),
        (lambda: pytables.append_rows(path, "t", [np.zeros(2, [("y", "u2")])]), "do not fit"),
        (lambda: pytables.append_rows(path, "new", [array]), "a table needs rows of named"),
        (lambda: pytables.append_ragged(path, "v", [[1]], dtype="f8"), "rows of f8 do not fit"),
        (lambda: pytables.append_array(path, "new", []), "nothing to append to 'new'"),
    ):
        with pytest.raises(ValueError, match=words):
            call()
    assert [(info.name, info.rows) for info in pytables.list_nodes(path)] == [
        ("a", 4),
        ("t", 2),
        ("v", 1),
    ]


def test_a_new_file_is_there_whole_or_not_at_all(tmp_path):
    def break_off():
        yield images.distinct((4, 3))
        raise OSError("the microscope went away")

    with pytest.raises(OSError, match="went away"):
        pytables.append_array(tmp_path / "a.h5", "a", break_off())
    assert not list(tmp_path.iterdir())
    pytables.append_array(tmp_path / "a.h5", "a", [images.distinct((2, 3))])
    with pytest.raises(OSError, match="went away"):
        pytables.append_array(tmp_path / "a.h5", "a", break_off())
    assert pytables.list_nodes(tmp_path / "a.h5")[0].shape == (2, 3)


def test_every_kind_of_node_is_listed(tmp_path):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file["plain"] = images.distinct((4, 3))
        file["words"] = "of any length, which PyTables has not"
        file.create_dataset("deep/er", data=images.distinct((4, 3)), chunks=(2, 2), fletcher32=True)
    found = {info.name: info for info in pytables.list_nodes(path)}
    assert list(found) == ["deep/er", "plain", "words"]
    assert [info.kind for info in found.values()] == ["CArray", "Array", "UnImplemented"]
    assert (found["deep/er"].chunkshape, found["deep/er"].filters) == ((2, 2), "fletcher32")
    assert (found["plain"].chunkshape, found["plain"].filters) == (None, "")
