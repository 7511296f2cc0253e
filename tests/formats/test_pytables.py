"""PyTables: what is written is read back, by h5py too, and bad input is told apart."""

import h5py
import numpy as np
import pytest

from outofcore.formats import hdf5, pytables


def distinct(shape, dtype="u2"):
    return np.arange(1, np.prod(shape) + 1).astype(dtype).reshape(shape)


@pytest.mark.parametrize(
    ("shape", "chunks", "options"),
    [
        ((8, 16), (4, 8), {}),  # everything divides
        ((7, 10, 5), (4, 4, 4), {"compression": "zlib"}),  # ragged everywhere
        ((7, 10), (4, 99), {"compression": "blosc2", "level": 1}),  # a chunk longer than its axis
        ((9,), (2,), {}),  # one axis
    ],
)
@pytest.mark.parametrize("dtype", ["u1", "u2", "f4"])
def test_what_is_written_is_read(tmp_path, shape, chunks, options, dtype):
    path, array = tmp_path / "a.h5", distinct(shape, dtype)
    pytables.write_array(path, {"volume": array}, chunks=chunks, **options)
    block = tuple(slice(n // 3, n // 2 + 1) for n in shape)
    with pytables.open_lazy(path) as file:
        found = pytables.get_array(file, "volume")
        np.testing.assert_array_equal(found[:], array)
        np.testing.assert_array_equal(found[block], array[block])
        assert found.dtype == array.dtype


def test_h5py_reads_and_maps_it(tmp_path):
    path, array = tmp_path / "a.h5", distinct((7, 10))
    pytables.write_array(path, {"volume": array}, chunks=(4, 4))
    with h5py.File(path) as file:
        np.testing.assert_array_equal(file["volume"], array)
    chunk_map = pytables.chunk_map(path, "volume")
    assert chunk_map == hdf5.chunk_map(path, "volume")
    assert (len(chunk_map.extents), chunk_map.chunks) == (6, (4, 4))


def test_a_file_of_h5py_is_read(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["group/a"] = distinct((4, 5))
    with pytables.open_lazy(tmp_path / "a.h5") as file:
        np.testing.assert_array_equal(pytables.get_array(file, "group/a")[:], distinct((4, 5)))


def test_a_missing_array_lists_those_there_are(tmp_path):
    pytables.write_array(tmp_path / "a.h5", {"nuclei": distinct((4,))}, chunks=(2,))
    with (
        pytables.open_lazy(tmp_path / "a.h5") as file,
        pytest.raises(KeyError, match=r"no array 'nuclie' in a\.h5; there are nuclei"),
    ):
        pytables.get_array(file, "nuclie")


def test_a_foreign_file_is_named_for_what_it_is(tmp_path):
    (tmp_path / "a.h5").write_bytes(b"PK\x03\x04......")
    with pytest.raises(ValueError, match="it looks like a zip archive"):
        pytables.open_lazy(tmp_path / "a.h5")
    with pytest.raises(FileNotFoundError, match=r"no file at .*nowhere\.h5"):
        pytables.open_lazy(tmp_path / "nowhere.h5")


def test_the_cache_can_be_chosen(tmp_path):
    pytables.write_array(tmp_path / "a.h5", {"a": distinct((4,))}, chunks=(2,))
    with pytables.open_lazy(tmp_path / "a.h5", cache_bytes=12345) as file:
        assert file.params["CHUNK_CACHE_SIZE"] == 12345
        assert pytables.get_array(file, "a")[3] == 4


def test_an_existing_file_is_kept_and_a_failed_write_leaves_nothing(tmp_path):
    path = tmp_path / "a.h5"
    path.write_text("precious")
    with pytest.raises(FileExistsError, match=r"a\.h5 exists"):
        pytables.write_array(path, {"a": distinct((4,))}, chunks=(2,))
    assert path.read_text() == "precious"
    for array, chunks in ((distinct((4,)), (2, 2)), (np.zeros((0, 3)), (2, 2))):
        with pytest.raises(ValueError, match=r"axes|is empty"):
            pytables.write_array(tmp_path / "b.h5", {"a": array}, chunks=chunks)
    assert list(tmp_path.iterdir()) == [path]
