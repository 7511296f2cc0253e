"""HDF5: what is written is read back, chunks lie where the map says, bad input is told apart."""

import io

import h5py
import numpy as np
import pytest

from outofcore.formats import hdf5


def check_write_read(path, array, chunks, **options):
    """Write `array`, read it back whole and by an unaligned block, and compare."""
    hdf5.write_array(path, {"volume": array}, chunks=chunks, **options)
    with hdf5.open_lazy(path) as file:
        dataset = hdf5.get_dataset(file, "volume")
        assert dataset.dtype == array.dtype
        np.testing.assert_array_equal(dataset[...], array)
        block = tuple(slice(n // 3, n // 2 + 1) for n in array.shape)
        np.testing.assert_array_equal(dataset[block], array[block])


def distinct(shape, dtype="uint16"):
    return np.arange(np.prod(shape)).astype(dtype).reshape(shape)


@pytest.mark.parametrize(
    ("shape", "chunks", "options"),
    [
        ((8, 16, 16), (4, 8, 8), {}),  # everything divides
        ((7, 15, 17), (4, 8, 8), {}),  # ragged along every axis
        ((7, 15, 17), (4, 8, 8), {"compression": "gzip"}),  # chunks of different sizes
        ((5, 6), (9, 9), {}),  # chunks larger than the array are cut to it
        ((11,), (4,), {"recipe": {"name": "test"}}),  # one axis
        ((0, 4), (2, 2), {}),  # nothing to write
        ((2, 60, 70), (1, 16, 16), {}),  # more layers than one
    ],
)
def test_written_is_read(tmp_path, shape, chunks, options):
    check_write_read(tmp_path / "a.h5", distinct(shape), chunks, **options)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int32", "float32"])
def test_dtypes_survive(tmp_path, dtype):
    check_write_read(tmp_path / "a.h5", distinct((6, 7), dtype), (4, 4))


@pytest.mark.parametrize("compression", [None, "gzip"])
def test_the_map_leads_to_the_bytes(tmp_path, compression):
    path, array = tmp_path / "a.h5", distinct((7, 10))
    hdf5.write_array(path, {"volume": array}, chunks=(4, 4), compression=compression)
    chunk_map = hdf5.chunk_map(path, "volume")
    assert len(chunk_map.extents) == 6
    assert chunk_map.filters == (("deflate",) if compression else ())
    with h5py.File(path) as file:
        assert chunk_map.stored_bytes == file["volume"].id.get_storage_size()
    if compression is None:
        stored = {e.index: e for e in chunk_map.extents}[0, 1]
        raw = path.read_bytes()[stored.offset : stored.offset + stored.nbytes]
        np.testing.assert_array_equal(np.frombuffer(raw, "u2").reshape(4, 4), array[:4, 4:8])


def test_the_map_of_other_layouts(tmp_path):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file["contiguous"] = distinct((7, 10))
        file.create_dataset("unwritten", shape=(8, 8), chunks=(4, 4), dtype="u2")
        file.create_dataset("never", shape=(8, 8), dtype="u2")
        layout = h5py.VirtualLayout((7, 10), "u2")
        layout[:] = h5py.VirtualSource(file["contiguous"])
        file.create_virtual_dataset("virtual", layout)
    contiguous = hdf5.chunk_map(path, "contiguous")
    assert (contiguous.layout, contiguous.chunks) == ("contiguous", (7, 10))
    assert contiguous.stored_bytes == 140
    assert hdf5.chunk_map(path, "unwritten").extents == ()
    assert hdf5.chunk_map(path, "never").extents == ()
    assert hdf5.chunk_map(path, "virtual").layout == "virtual"
    names = [info.name for info in hdf5.list_datasets(path)]
    assert names == ["contiguous", "never", "unwritten", "virtual"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it looks like an empty file"),
        (b"II*\x00........", "it looks like a TIFF file"),
        (b"PK\x03\x04......", "it looks like a zip archive"),
        (b"hello world", "something else (its first bytes are b'hello wo')"),
    ],
)
def test_a_foreign_file_is_named_for_what_it_is(tmp_path, content, words):
    path = tmp_path / "a.h5"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="is not an HDF5 file") as caught:
        hdf5.open_lazy(path)
    assert words in str(caught.value)


def test_an_open_file_is_named_for_what_it_is():
    with pytest.raises(
        ValueError, match="the open file is not an HDF5 file; it looks like a TIFF file"
    ):
        hdf5.open_lazy(io.BytesIO(b"II*\x00........"))


def test_a_data_set_without_an_array(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["a"] = h5py.Empty("f8")
    with pytest.raises(ValueError, match="'/a' holds no array"):
        hdf5.chunk_map(tmp_path / "a.h5", "a")
    assert hdf5.list_datasets(tmp_path / "a.h5")[0].shape is None


def test_a_layer_that_is_too_large_is_written_in_parts(tmp_path, monkeypatch):
    monkeypatch.setattr(hdf5, "BLOCK_BYTES", 64 * 10)
    array, seen = distinct((9, 21, 33)), []
    check_write_read(tmp_path / "a.h5", array, (4, 4, 8), progress=seen.append)
    assert sum(seen) == array.nbytes
    assert max(seen) <= 64 * 10


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no file at .*nowhere\.h5"):
        hdf5.open_lazy(tmp_path / "nowhere.h5")


def test_a_missing_data_set_lists_those_there_are(tmp_path):
    hdf5.write_array(tmp_path / "a.h5", {"nuclei": distinct((4, 4))}, chunks=(2, 2))
    with pytest.raises(KeyError, match=r"no data set 'nuclie' in a\.h5; there are nuclei"):
        hdf5.chunk_map(tmp_path / "a.h5", "nuclie")


def test_chunks_with_the_wrong_number_of_axes(tmp_path):
    with pytest.raises(ValueError, match=r"chunks \(2, 2, 2\) has 3 axes but shape \(4, 4\) has 2"):
        hdf5.write_array(tmp_path / "a.h5", {"a": distinct((4, 4))}, chunks=(2, 2, 2))
    assert not list(tmp_path.iterdir())


def test_an_existing_file_is_kept(tmp_path):
    path = tmp_path / "a.h5"
    path.write_text("precious")
    with pytest.raises(FileExistsError, match=r"a\.h5 exists"):
        hdf5.write_array(path, {"a": distinct((4, 4))}, chunks=(2, 2))
    assert path.read_text() == "precious"


def test_a_failed_write_leaves_nothing(tmp_path):
    class Breaking:
        shape, dtype = (4, 4), np.dtype("u2")

        def __getitem__(self, selection):
            raise OSError("the microscope went away")

    with pytest.raises(OSError, match="went away"):
        hdf5.write_array(tmp_path / "a.h5", {"a": Breaking()}, chunks=(2, 2))
    assert not list(tmp_path.iterdir())


def test_a_recipe_is_recognised_and_nothing_else(tmp_path):
    hdf5.write_array(tmp_path / "a.h5", {"a": distinct((4,))}, chunks=(2,), recipe={"seed": 3})
    with h5py.File(tmp_path / "foreign.h5", "w") as file:
        file["a"] = 1
    (tmp_path / "text.h5").write_text("text")
    assert hdf5.read_recipe(tmp_path / "a.h5") == {"seed": 3}
    for name in ("foreign.h5", "text.h5", "missing.h5"):
        assert hdf5.read_recipe(tmp_path / name) is None


def test_progress_adds_up(tmp_path):
    seen = []
    array = distinct((10, 6))
    hdf5.write_array(tmp_path / "a.h5", {"a": array}, chunks=(4, 4), progress=seen.append)
    assert seen == [48, 48, 24]
